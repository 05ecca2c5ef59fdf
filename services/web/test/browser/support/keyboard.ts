import type { Page } from 'playwright-core'

/** What has the focus: its accessible name, and whether one can see that it has it. */
const readFocus = (page: Page): Promise<{ name: string; visible: boolean }> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return { name: '', visible: true }
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null
    const name = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent ?? ''
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const { width, height } = element.getBoundingClientRect()
    const ring = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
    return { name: name.trim(), visible: ring && width > 1 && height > 1 }
  })

/** Presses Tab until the focus is on what has this name. Throws when a round of the page does not meet it, or hides the focus. */
export const tabTo = async (page: Page, name: string | RegExp): Promise<void> => {
  const passed: string[] = []
  while (passed.length < 80) {
    await page.keyboard.press('Tab')
    const focus = await readFocus(page)
    if (!focus.visible) throw new Error(`the focus cannot be seen on “${focus.name}”`)
    if (typeof name === 'string' ? focus.name === name : name.test(focus.name)) return
    passed.push(focus.name)
  }
  throw new Error(`Tab does not lead to ${name}, only to ${[...new Set(passed)].join(', ')}`)
}
