/** The kit on one page, for those who work on it; not part of a built product. */
import { useState } from 'react'
import {
  Button,
  DotLeaderList,
  EmptyState,
  ErrorState,
  FactList,
  LineProgress,
  LineTabs,
  Logo,
  Notice,
  PrefilledField,
  ProcessStrip,
  PromiseDays,
  progressStops,
  RadioCards,
  StatusMark,
  type StatusName,
  type StripLine,
  Timeline,
  TitleSlip,
  VerticalLine,
} from '#kit'
import { LanguageSwitch, LargeSwitch, ThemeSwitch } from './switches.tsx'

const road: StripLine = [
  { id: '1', name: '你提交', note: '11月19日', status: 'done' },
  {
    fork: [
      [{ id: '2', name: '导师同意', note: '张怀远，11月19日', status: 'done' }],
      [{ id: '3', name: '学院同意', note: '刘敏，11月20日', status: 'done' }],
    ],
  },
  { id: '4', name: '国际处审核', note: '现在，王雅琴', status: 'now' },
  {
    fork: [
      [{ id: '5', name: '校医院', note: '', status: 'next' }],
      [{ id: '6', name: '财务结算', note: '', status: 'next' }],
      [{ id: '7', name: '图书馆', note: '约 1 个工作日', status: 'next' }],
    ],
  },
  { id: '8', name: '出批件', note: '盖章后发到手机', status: 'next' },
]
const statuses: StatusName[] = ['active', 'done', 'wait', 'danger', 'idle', 'paused', 'stopped']

export function GalleryPage() {
  const [tab, setTab] = useState('a')
  const [card, setCard] = useState<string | undefined>('a')
  return (
    <main className="wrap page">
      <p>
        <LargeSwitch /> <ThemeSwitch /> <LanguageSwitch />
      </p>
      <Logo place="渭川大学" />
      <h1>部件</h1>
      <p>
        {statuses.map((status) => (
          <StatusMark key={status} status={status} boxed>
            {status}
          </StatusMark>
        ))}
      </p>
      <p>
        <Button look="primary">提交申请</Button> <Button>存为草稿</Button>{' '}
        <Button look="danger">不同意</Button> <Button look="quiet">转给别人</Button>
      </p>
      <LineTabs
        label="登录方式"
        active={tab}
        onPick={setTab}
        tabs={[
          { key: 'a', label: '密码', count: 3 },
          { key: 'b', label: '手机扫码' },
        ]}
      />
      <LineProgress label="进度" stops={progressStops(2, 5, false)} />
      <div className="panel case-road">
        <ProcessStrip line={road} label="走到哪一步" />
      </div>
      <div style={{ width: '20rem' }} className="panel">
        <ProcessStrip line={road} label="走到哪一步" />
      </div>
      <TitleSlip text="成绩单" />
      <VerticalLine
        stops={[
          { key: '1', title: '你核对并提交', note: '约 1 分钟' },
          { key: '2', title: '盖学校章' },
        ]}
      />
      <Timeline
        entries={[
          { key: '1', time: '今天 09:12', dateTime: '', title: <b>王雅琴打开了你的申请</b>, weight: 'now' },
          { key: '2', time: '11月20日 16:42', dateTime: '', title: '送到国际处', weight: 'small' },
          {
            key: '3',
            time: '11月20日 16:41',
            dateTime: '',
            title: <b>刘敏同意</b>,
            quote: '同意赴新加坡国立大学交流一学期。',
            weight: 'plain',
          },
        ]}
      />
      <PrefilledField
        label="姓名"
        value="林知夏"
        source="学籍库，今天 06:00 更新"
        onWrong={() => undefined}
      />
      <PrefilledField
        label="护照英文名"
        value="LIN ZHI XIA"
        source="与学籍拼音的空格不同"
        conflict
        onWrong={() => undefined}
      />
      <RadioCards
        id="c"
        name="c"
        value={card}
        onChange={setCard}
        choices={[
          { value: 'a', label: '出国（境）申请', note: '附英文平均分说明' },
          { value: 'b', label: '求职和其他', note: '只有成绩' },
        ]}
      />
      <PromiseDays
        language="zh-CN"
        left={2}
        promised="2026-11-26"
        days={['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((on) => ({ on, working: true }))}
      />
      <DotLeaderList
        entries={[
          { key: '1', title: '成绩单与在读证明', end: '6 项' },
          { key: '2', title: '学籍变动', end: '5 项' },
        ]}
      />
      <FactList facts={[{ key: '1', term: '谁能办', text: '在校生和毕业生本人' }]} />
      <Notice status="done">7 项里已替你填好 5 项。</Notice>
      <EmptyState title="没有等你办的事">有新的会出现在这里。</EmptyState>
      <EmptyState title="这件事只有本人和经办人能看" drawing="door" />
      <EmptyState title="没有找到" drawing="page" />
      <ErrorState onRetry={() => undefined} />
    </main>
  )
}
