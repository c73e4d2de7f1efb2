/** 一站's dress of Ant Design. Pages import from here and nowhere else for what can be seen. */

export type { Bar } from './bar-chart.tsx'
export { Button, ButtonAnchor, type ButtonLook, KeyHint, TextButton } from './button.tsx'
export { BarChart } from './chart.tsx'
export * from './dates.ts'
export { Dialog } from './dialog.tsx'
export { describe, ErrorSummary, Field, type FieldError, PrefilledField } from './field.tsx'
export { FileDrop } from './file-drop.tsx'
export { Icon, type IconName } from './icons.tsx'
export {
  Checkbox,
  type Choice,
  type ControlProps,
  PasswordInput,
  RadioCards,
  TextArea,
  TextInput,
} from './inputs.tsx'
export {
  LineProgress,
  progressStops,
  type StopState,
  Timeline,
  type TimelineEntry,
  VerticalLine,
} from './line.tsx'
export { Avatar, DotLeaderList, FactList, LineTabs, SectionHead } from './lists.tsx'
export { Logo, Mark, TitleSlip } from './logo.tsx'
export { LongText } from './long-text.tsx'
export { InkBar, Notice } from './notice.tsx'
export { DateInput, NumberInput, SearchSelect, SelectInput } from './pickers.tsx'
export { ProcessStrip } from './process-strip.tsx'
export { PromiseDays } from './promise-days.tsx'
export { KitProvider } from './provider.tsx'
export { StarRate } from './star-rate.tsx'
export { EmptyState, ErrorState, ForbiddenState, Loading } from './states.tsx'
export { StatusMark, type StatusName, StatusShape } from './status.tsx'
export type { StripLine, StripStatus, StripStop } from './strip-layout.ts'
export type { ThemeName } from './theme.ts'
