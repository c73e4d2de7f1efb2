/** What an approver does at the desk, with the mouse. */
import type { Page } from 'playwright-core'

/** Opens a case by its number and waits until it may be decided. */
export async function openTask(page: Page, number: string): Promise<void> {
  await page.goto(`/tasks?q=${number}`)
  await page.getByText(`编号 ${number}`).waitFor()
  await page.getByRole('textbox', { name: '意见' }).waitFor()
}

/** Leaves the task pages, which sends what may still be taken back. */
export async function leaveTasks(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^一站/ }).click()
  await page.waitForURL((address) => address.pathname === '/')
}

export async function approve(page: Page, number: string, opinion: string): Promise<void> {
  await openTask(page, number)
  await page.getByRole('textbox', { name: '意见' }).fill(opinion)
  await page.getByRole('button', { name: '同意', exact: true }).click()
  await page.getByText(`同意 ${number}`).waitFor()
  await leaveTasks(page)
  await page.getByText(`已同意 ${number}`).waitFor()
}
