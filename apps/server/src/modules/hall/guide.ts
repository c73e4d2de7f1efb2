/** The guide of a service in the contract's shape. Pure. */
import type { Guide } from '@yizhan/contracts'
import { isFor, type MemberFacts } from './audience.ts'
import type { ServiceFile } from './service-file.ts'
import { cardOf, notForYou } from './shelf.ts'

export function guideOf(
  service: ServiceFile,
  member: MemberFacts,
  today: Temporal.PlainDate,
  rating: Guide['rating'],
): Guide {
  const { guide } = service
  const forMe = isFor(service, member, today)
  return {
    service: cardOf(service, forMe),
    owner: service.owner.name,
    who: guide.who,
    needs: guide.needs,
    duration: guide.duration,
    decides: guide.decides,
    fee: service.fee.words,
    result: guide.result,
    contact: {
      name: guide.contact.name,
      ...(guide.contact.phone === undefined ? {} : { phone: guide.contact.phone }),
      ...(guide.contact.place === undefined ? {} : { place: guide.contact.place }),
    },
    steps: guide.steps.map(({ name, note }) => (note === undefined ? { name } : { name, note })),
    notes: guide.notes,
    promisedDays: service.promise.workingDays,
    tripsSaved: service.tripsSaved,
    ...(forMe ? {} : { notForMe: notForYou(service) }),
    ...(rating ? { rating } : {}),
  }
}
