import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig } from './config.ts'

test('arguments win over the environment, which wins over defaults, and each value knows its origin', () => {
  const { config, shown } = readConfig({ PORT: '4000', YIZHAN_LOG: 'warn' }, { port: '5000' })
  assert.equal(config.port, 5000)
  assert.equal(config.logLevel, 'warn')
  assert.equal(config.publicUrl, 'http://localhost:5000')
  const origin = (name: string) => shown.find((setting) => setting.name === name)?.origin
  assert.deepEqual(
    [origin('port'), origin('logLevel'), origin('zone')],
    ['argument', 'environment', 'default'],
  )
})

test('secrets are hidden, also in errors', () => {
  const { shown } = readConfig({ DATABASE_URL: 'postgres://u:geheim@h/d' })
  assert.equal(shown.find(({ name }) => name === 'databaseUrl')?.value, '***')
  assert.throws(
    () => readConfig({ YIZHAN_INITIAL_PASSWORD: 'kurz' }),
    (error) => error instanceof ConfigError && !error.message.includes('kurz'),
  )
})

test('a bad value names its variable', () => {
  assert.throws(() => readConfig({ PORT: 'http' }), /PORT=http/)
  for (const url of ['geheim', 'mysql://u:geheim@h/d'])
    assert.throws(
      () => readConfig({ DATABASE_URL: url }),
      (error) =>
        error instanceof ConfigError &&
        /DATABASE_URL=\*\*\*/.test(error.message) &&
        !/geheim/.test(error.message),
    )
  assert.ok(readConfig({ DATABASE_URL: 'postgresql:///d?host=/var/run/postgresql' }).config.databaseUrl)
  assert.throws(() => readConfig({ YIZHAN_ZONE: 'Asia/Nowhere' }), /YIZHAN_ZONE=Asia\/Nowhere/)
  assert.equal(readConfig({ YIZHAN_ZONE: 'Asia/Urumqi' }).config.zone, 'Asia/Urumqi')
})
