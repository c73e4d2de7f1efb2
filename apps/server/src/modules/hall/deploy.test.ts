import assert from 'node:assert/strict'
import { test } from 'node:test'
import { root } from '#platform/config'
import { type TestPlatform, withTestPlatform } from '#platform/testing'
import { type LoadedService, loadCatalogue } from './catalogue-loader.ts'
import { deployService, withdrawMissing } from './deploy.ts'
import { formByHash, versionOf } from './queries.ts'
import { serviceVersions } from './queries-versions.ts'
import type { HallTables } from './tables.ts'

const { catalogue } = await loadCatalogue(`${root}/catalogue`)

function service(id: string): LoadedService {
  const found = catalogue.services.get(id)
  assert.ok(found, id)
  return found
}

/** The same service after somebody changed its folder. */
function changed(loaded: LoadedService, hash: string): LoadedService {
  return { ...loaded, hash: hash.repeat(64), service: { ...loaded.service, tripsSaved: 7 } }
}

const at = '2026-11-24T01:00:00Z'
const certificate = service('enrolment-certificate')
const deploy = (platform: TestPlatform, loaded: LoadedService) =>
  platform.tx((tx) => deployService(tx, loaded, at))

test('a changed folder is a new version, the same folder never is, and going back makes the old one current', async () => {
  await withTestPlatform(async (platform) => {
    assert.deepEqual(await deploy(platform, certificate), { version: 1, fresh: true })
    assert.deepEqual(await deploy(platform, certificate), { version: 1, fresh: false })
    assert.deepEqual(await deploy(platform, changed(certificate, 'b')), { version: 2, fresh: true })
    assert.deepEqual(await deploy(platform, certificate), { version: 1, fresh: false })
    const [row] = await serviceVersions(platform.read<HallTables>())
    assert.deepEqual(
      row?.versions.map(({ version, current }) => [version, current]),
      [
        [2, false],
        [1, true],
      ],
    )
    const first = await versionOf(platform.read<HallTables>(), certificate.service.id, 1)
    assert.deepEqual(first?.form, certificate.form)
    assert.equal(first?.service.tripsSaved, certificate.service.tripsSaved)
    assert.deepEqual(await formByHash(platform.read<HallTables>(), certificate.hash), certificate.form)
  })
})

test('five nodes that start at once deploy one version', async () => {
  await withTestPlatform(async (platform) => {
    const all = await Promise.all(Array.from({ length: 5 }, () => deploy(platform, certificate)))
    assert.deepEqual(new Set(all.map(({ version }) => version)), new Set([1]))
    assert.equal(all.filter(({ fresh }) => fresh).length, 1)
  })
})

test('a service whose folder is gone is no longer offered, and is again when it comes back', async () => {
  await withTestPlatform(async (platform) => {
    const other = service('student-leave')
    await deploy(platform, certificate)
    await deploy(platform, other)
    await platform.tx((tx) => withdrawMissing(tx, [other.service.id]))
    const offered = async () => {
      const rows = await serviceVersions(platform.read<HallTables>())
      return rows.filter(({ versions }) => versions.some(({ current }) => current)).map(({ id }) => id)
    }
    assert.deepEqual(await offered(), ['student-leave'])
    await deploy(platform, certificate)
    assert.deepEqual(await offered(), ['enrolment-certificate', 'student-leave'])
    await platform.tx((tx) => withdrawMissing(tx, []))
    assert.deepEqual(await offered(), [])
  })
})

test('the application cannot change or delete what was deployed, sent or rated', async () => {
  await withTestPlatform(async (platform) => {
    await deploy(platform, certificate)
    for (const table of ['service_version', 'submission', 'attachment', 'rating']) {
      await assert.rejects(platform.pool.query(`delete from hall.${table}`), /permission denied/, table)
    }
    await assert.rejects(
      platform.pool.query("update hall.service_version set hash = ''"),
      /permission denied/,
    )
    await assert.rejects(platform.pool.query('delete from hall.case'), /permission denied/)
    await assert.rejects(platform.pool.query("update hall.case set number = ''"), /permission denied/)
  })
})
