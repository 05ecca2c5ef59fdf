import type { Browser, Page } from 'playwright-core'
import { forgeToken } from '../../../chat/test/support/forge-token.ts'
import { type Company, sessionKey } from './populate.ts'
import { busyRoom, emptyRoom, now, quietRoom, type SampleRoom, viewer } from './sample.ts'
import { openWindow, type Width } from './studio.ts'

export interface Set {
  browser: Browser
  url: string
  company: Company
}

/** Brings a screen about in a window of this width. */
export type Screen = (set: Set, width: Width) => Promise<Page>

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const isPhone = (width: Width): boolean => Number(width) < 700
const hasMembersColumn = (width: Width): boolean => Number(width) >= 1100

const stranger = async ({ browser, url }: Set, width: Width): Promise<Page> => {
  const page = await openWindow(browser, url, width)
  await page.goto(url)
  await button(page, 'Log in').waitFor()
  return page
}

interface Visit {
  hash?: string
  storage?: Record<string, string>
}

const member = async (
  { browser, url, company }: Set,
  width: Width,
  { hash = '#/', storage = {} }: Visit = {},
): Promise<Page> => {
  const page = await openWindow(browser, url, width, { [sessionKey]: company.sessionOf(viewer), ...storage })
  await page.goto(`${url}/${hash}`)
  return page
}

/** How far the viewer has read a room, as the page remembers it. */
const readUpTo = ({ company }: Set, room: SampleRoom): Record<string, string> => {
  const { user } = JSON.parse(company.sessionOf(viewer))
  const state = company.memberOf(room, room.members[0] ?? viewer).state.room
  const place = { epoch: state?.epoch, seq: room.messages.length - (room.unread ?? 0) }
  return { [`socketlink-web:${user.userId}:seen:${room.name}`]: JSON.stringify(place) }
}

const inRoom = async (
  set: Set,
  width: Width,
  room: SampleRoom,
  storage: Record<string, string> = {},
): Promise<Page> => {
  const visit = { hash: `#/room/${room.name}`, storage: { ...readUpTo(set, room), ...storage } }
  const page = await member(set, width, visit)
  await page.getByText(room.messages.at(-1)?.text ?? '').waitFor()
  if (hasMembersColumn(width)) await page.getByText('you', { exact: true }).waitFor()
  return page
}

export const screens: Record<string, Screen> = {
  'log-in': stranger,

  'sign-up-errors': async (set, width) => {
    const page = await stranger(set, width)
    await button(page, 'Create an account').click()
    await page.getByLabel('Username').fill('jonas')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await button(page, 'Sign up').click()
    await page.getByRole('alert').waitFor()
    return page
  },

  rooms: async (set, width) => {
    const page = await member(set, width)
    await page.getByRole('link', { name: busyRoom.name }).waitFor()
    return page
  },

  conversation: async (set, width) => {
    const page = await inRoom(set, width, busyRoom)
    set.company.memberOf(busyRoom, 'priya').typing()
    await page.getByRole('status', { name: 'Typing' }).filter({ hasText: 'priya' }).waitFor()
    return page
  },

  'older-messages': async (set, width) => {
    const page = await inRoom(set, width, busyRoom)
    await page.getByRole('log').evaluate(log => log.scrollTo(0, 60))
    await button(page, 'Jump to newest').waitFor()
    return page
  },

  'empty-room': async (set, width) => {
    const page = await member(set, width, { hash: `#/room/${emptyRoom}` })
    await page.getByText('Nothing said yet').waitFor()
    return page
  },

  trouble: async (set, width) => {
    const { user } = JSON.parse(set.company.sessionOf(viewer))
    const refused = {
      clientMessageId: 'refused',
      roomName: quietRoom.name,
      text: 'The whole log of last night, line by line: …',
      createdAt: now.getTime() - 240_000,
      state: 'failed',
      error: 'message_too_long',
    }
    const storage = {
      [`socketlink:outbox:${user.userId}:${quietRoom.name}:refused`]: JSON.stringify(refused),
    }
    const page = await inRoom(set, width, quietRoom, storage)
    await page.getByText('Not sent').waitFor()
    await page.context().setOffline(true)
    await page.getByRole('textbox', { name: 'Message' }).fill('This waits until the connection is back.')
    await page.getByRole('textbox', { name: 'Message' }).press('Enter')
    await page.getByRole('status', { name: 'Connection' }).filter({ hasText: 'Reconnecting' }).waitFor()
    await page.getByText('Sending…').waitFor()
    return page
  },

  'login-expired': async (set, width) => {
    const login = JSON.parse(set.company.sessionOf(viewer))
    const token = forgeToken(login.token, { claims: { exp: Math.floor(Date.now() / 1000) - 60 } })
    const storage = { [sessionKey]: JSON.stringify({ ...login, token }) }
    const page = await member(set, width, { hash: `#/room/${quietRoom.name}`, storage })
    await button(page, 'Log in again').click()
    await page.getByRole('dialog').waitFor()
    return page
  },

  'rooms-panel': async (set, width) => {
    const page = await inRoom(set, width, busyRoom)
    if (isPhone(width)) await button(page, 'Rooms').click()
    return page
  },

  'members-panel': async (set, width) => {
    const page = await inRoom(set, width, busyRoom)
    if (!hasMembersColumn(width)) await page.getByRole('button', { name: /^Members/ }).click()
    return page
  },
}

/** A screen that looks the same as another one in this width. */
export const isRedundant = (screen: string, width: Width): boolean =>
  (screen === 'rooms-panel' && !isPhone(width)) || (screen === 'members-panel' && hasMembersColumn(width))
