import { useQuery } from '@tanstack/react-query'
import { type OkOf, peopleApi } from '@yizhan/contracts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ErrorState,
  FactList,
  Loading,
  LongText,
  nearDay,
  nearTime,
  plainDate,
  StatusMark,
  TextButton,
} from '#kit'
import { client } from '#shell/client.ts'
import { useSay } from '#shell/language.ts'
import { useLanguage } from '#shell/preferences.ts'
import { WrongDialog } from '#shell/wrong-dialog.tsx'

const people = client(peopleApi)

type Element = OkOf<typeof peopleApi.myRecord>['elements'][number]
function Value({ text }: { text: string }) {
  const language = useLanguage()
  return /^\d{4}-\d\d-\d\d$/.test(text) ? plainDate(text, language) : <LongText text={text} />
}

/** Where a value comes from, and what became of a report that it is wrong. */
function Note({ element }: { element: Element }) {
  const { t } = useTranslation('account')
  const say = useSay()
  const language = useLanguage()
  const source = element.asOf
    ? t('me.asOf', { source: say(element.source), time: nearTime(element.asOf, language) })
    : say(element.source)
  const { reported } = element
  if (!reported) return source
  const time = nearDay(reported.settledAt ?? reported.at, language)
  const state = t(`me.reported.${reported.state}`, { time })
  return (
    <>
      {source}
      <br />
      <StatusMark status={reported.state === 'open' ? 'active' : 'done'}>
        {reported.note ? t('me.reported.note', { state, note: reported.note }) : state}
      </StatusMark>
    </>
  )
}

/** Every element of one's own record with its source; 不对？ tells the office that keeps it. */
export function MyRecord() {
  const { t } = useTranslation('account')
  const { t: kit } = useTranslation('kit')
  const say = useSay()
  const record = useQuery({ queryKey: ['record'], queryFn: ({ signal }) => people.myRecord({}, { signal }) })
  const [asking, setAsking] = useState<{ element: string; name: string }>()
  const [told, setTold] = useState<Readonly<Record<string, string>>>({})
  if (record.isError && !record.data) return <ErrorState onRetry={() => void record.refetch()} />
  if (!record.data) return <Loading rows={8} />
  return (
    <>
      <FactList
        wide
        facts={record.data.elements.map((element) => ({
          key: element.id,
          term: say(element.name),
          text: element.hidden ? (
            t('me.hidden')
          ) : element.text ? (
            <Value text={element.text} />
          ) : (
            t('me.empty')
          ),
          note: <Note element={element} />,
          action:
            element.reported?.state === 'open' ? undefined : told[element.id] ? (
              <span className="small">{told[element.id]}</span>
            ) : (
              <TextButton
                className="small"
                onClick={() => setAsking({ element: element.id, name: say(element.name) })}
              >
                {kit('wrong')}
              </TextButton>
            ),
        }))}
      />
      <WrongDialog
        asking={asking}
        onClose={() => setAsking(undefined)}
        onTold={(element, where) =>
          setTold((before) => ({ ...before, [element]: t('me.wrong.sent', { where }) }))
        }
      />
    </>
  )
}
