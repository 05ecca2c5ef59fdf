import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { Witness } from './witness.ts'

/** One tab, and what a person does in it. */
export class Visitor {
  readonly page: Page
  readonly context: BrowserContext
  readonly witness: Witness
  readonly username: string
  readonly #url: string
  #route = ''
  #onJoined: (roomName: string) => void = () => {}

  constructor(page: Page, { witness, url, username }: { witness: Witness; url: string; username: string }) {
    this.page = page
    this.context = page.context()
    this.witness = witness
    this.username = username
    this.#url = url
    page.on('websocket', socket => {
      const sid = new URL(socket.url()).searchParams.get('sid')
      if (sid !== null) this.#route = sid.slice(0, 32)
      socket.on('framereceived', ({ payload }) => this.#read(String(payload)))
    })
  }

  #read(packet: string): void {
    // Begun as a WebSocket, the session is named in the first packet.
    this.#route = /^0.*"sid":"([0-9a-f]{32})-/.exec(packet)?.[1] ?? this.#route
    if (!packet.startsWith('42["joined_room",')) return
    const [, { roomName }] = JSON.parse(packet.slice(2)) as [string, { roomName: string }]
    this.#onJoined(roomName)
  }

  /** Names the node: the begin of the session's id. */
  get route(): string {
    return this.#route
  }

  get roomsPanel(): Locator {
    return this.page.getByRole('navigation', { name: 'Rooms' })
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' })
  }

  get messages(): Locator {
    return this.log.locator('[data-message-key]')
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true })
  }

  get members(): Locator {
    return this.page.getByRole('complementary', { name: 'Members' })
  }

  get banner(): Locator {
    return this.page.getByRole('status', { name: 'Connection' }).filter({ hasText: /\S/ })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(this.#url + path)
  }

  /** Another tab of the same browser. */
  async openTab(path = '/'): Promise<Visitor> {
    const { witness, username } = this
    const tab = new Visitor(await this.context.newPage(), { witness, username, url: this.#url })
    await tab.open(path)
    return tab
  }

  /** Follows the link to a room and waits until the page is in it. */
  async enter(roomName: string): Promise<void> {
    const joined = new Promise<void>(resolve => {
      this.#onJoined = name => name === roomName && resolve()
    })
    await this.open(`/#/room/${encodeURIComponent(roomName)}`)
    await joined
    await this.page.getByRole('heading', { level: 2, name: roomName, exact: true }).waitFor()
  }

  /** Loads the page anew, and waits until it is in its room again. */
  async reload(): Promise<void> {
    const joined = new Promise<void>(resolve => {
      this.#onJoined = () => resolve()
    })
    await this.page.reload()
    await joined
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  message(text: string): Locator {
    return this.messages.filter({ hasText: text })
  }

  /** Waits until a message is shown. */
  async hears(text: string, timeout = 30_000): Promise<void> {
    await this.message(text).first().waitFor({ timeout })
  }

  /** The words like `(alice-7)` in the messages, from top to bottom, without their brackets. */
  async words(): Promise<string[]> {
    const texts = await this.messages.allTextContents()
    return texts.flatMap(text => /\((\w+-\d+)\)/.exec(text)?.[1] ?? [])
  }

  /** Leaves a mark that no reload survives. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => Object.assign(window, { mark: 'still here' }))
  }

  hasMark(): Promise<boolean> {
    return this.page.evaluate(() => Reflect.get(window, 'mark') === 'still here')
  }
}
