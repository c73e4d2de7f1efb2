/** Working days, holidays and promised dates. Pure: the caller brings the table of holidays and the day. */
export {
  addWorkingDays,
  type Counted,
  type Counting,
  isWorkingDay,
  type Promised,
  promisedBy,
  type Unpublished,
  workingDaysBetween,
} from './count.ts'
export { defineCalendar, type SpecialDay, type WorkCalendar, type YearTable } from './table.ts'
