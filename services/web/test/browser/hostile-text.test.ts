import { expect, test } from 'vitest'
import { newRoom, useVisitors } from './support/visitors.ts'

const visitors = useVisitors()

const texts = [
  '<script>window.pwned = 1</script>',
  '<img src=x onerror="window.pwned = 1">',
  '<svg onload="window.pwned = 1"><animate onbegin="window.pwned = 1" attributeName="x"/></svg>',
  '"><iframe srcdoc="<script>parent.pwned = 1</script>"></iframe>',
  '<a href="javascript:window.pwned = 1">click</a>',
  '<style>* { display: none }</style><link rel=stylesheet href=//evil.example/x.css>',
  '<base href="//evil.example/"><meta http-equiv=refresh content="0;url=//evil.example">',
  '<details open ontoggle="window.pwned = 1">',
  '<math><mtext></mtext><mglyph><style><!--</style><img src onerror="window.pwned = 1">',
  '&lt;b&gt; &amp;amp; &#60;script&#62;',
  `{{constructor.constructor("window.pwned = 1")()}} \${window.pwned = 1}`,
  'javascript:window.pwned=1 JaVaScRiPt:alert(1) data:text/html,<script>window.pwned=1</script> vbscript:x',
  'http://javascript:window.pwned=1@evil.example/ https://"onmouseover="window.pwned=1',
  'file:///etc/passwd blob:https://evil.example/x ftp://evil.example',
  '\u202egnp.exe\u202c \u2066left\u2069 \u200e\u200f\u061c mirrored \u202d',
  'zero\u200bwidth\u200cjoin\u200der\ufeff\u2060 soft\u00adhyphen',
  'مرحبا بالعالم with latin, עברית, 中文, ไทย, 👩‍👩‍👧‍👦 🏳️‍🌈',
  `z${'\u0300\u0489\u0334'.repeat(100)}algo`,
  'W'.repeat(1000),
  '界'.repeat(1000),
  `https://example.org/${'a'.repeat(980)}`,
  'a\nb\r\n\tc\u0000d\u0007\u001b[31m',
  '[object Object] undefined null NaN __proto__ constructor',
  '%s %d %c \\u003cscript\\u003e \\x3cscript\\x3e',
]

/** What the node keeps of a text is what must be shown. */
const speak = async (roomName: string) => {
  const mallory = await visitors.person('mallory')
  const client = await mallory.connect()
  await client.join(roomName)
  for (const text of texts) await client.say(text)
  const { body } = await mallory.api(`/api/rooms/${encodeURIComponent(roomName)}/messages?limit=100`)
  client.close()
  return (body as { messages: { text: string }[] }).messages.map(message => message.text)
}

test('hostile texts are shown as they are, and nothing in them comes to life', async () => {
  const roomName = newRoom()
  const victim = await visitors.member('victim', { viewport: { width: 1200, height: 3000 } })
  await victim.enter(roomName)
  const kept = await speak(roomName)
  expect(kept).toHaveLength(texts.length)
  // Each is looked for while the page scrolls through all of them.
  const last = kept.at(-1) ?? ''
  await victim.hears(last)
  const shown = new Set<string>()
  const look = async (): Promise<void> => {
    for (const text of await victim.messages.allTextContents()) shown.add(text)
  }
  await look()
  await victim.log.hover()
  for (let turn = 0; turn < 10; turn++) {
    await victim.page.mouse.wheel(0, -1500)
    await victim.page.evaluate(
      () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
    await look()
  }
  const missing = kept.filter(text => ![...shown].some(content => content.includes(text)))
  expect(missing).toEqual([])

  const found = await victim.log.evaluate(log => ({
    alive: [
      ...log.querySelectorAll(
        'script, iframe, object, embed, style, link, base, meta, img, details, math, form',
      ),
    ].map(element => element.outerHTML),
    handlers: [...log.querySelectorAll('*')].flatMap(({ attributes }) =>
      [...attributes].map(({ name }) => name).filter(name => name.startsWith('on')),
    ),
    links: [...log.querySelectorAll('a')].map(({ href, rel }) => `${new URL(href).protocol} ${rel}`),
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    overflows: log.scrollWidth > log.clientWidth,
  }))
  expect(found).toMatchObject({ alive: [], handlers: [], wide: false, overflows: false })
  for (const link of found.links) expect(link).toMatch(/^https?: .*noopener/)
  expect(await victim.page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined()
})

test('a text cannot turn the words around it: each has a direction of its own', async () => {
  const roomName = newRoom()
  const victim = await visitors.member('victim')
  await victim.enter(roomName)
  const mallory = await visitors.person('mallory')
  const client = await mallory.connect()
  await client.join(roomName)
  await client.say('(mallory-1) \u202eabc')
  await victim.hears('(mallory-1)')
  const isolation = await victim.message('(mallory-1)').evaluate(message => {
    const walker = document.createTreeWalker(message, NodeFilter.SHOW_TEXT)
    while (walker.nextNode())
      if (walker.currentNode.textContent?.includes('\u202e')) {
        for (let element = walker.currentNode.parentElement; element && element !== message.parentElement; ) {
          if (/isolate|plaintext/.test(getComputedStyle(element).unicodeBidi)) return 'isolated'
          element = element.parentElement
        }
      }
    return 'open'
  })
  expect(isolation).toBe('isolated')
  client.close()
})

test('room names of any script are links to their rooms; what is no room name is shown as text', async () => {
  const visitor = await visitors.member('reader')
  const mark = newRoom()
  const names = [
    `غرفة-${mark}`,
    `房间-${mark}`,
    `Ёлка.${mark}`,
    `constructor-${mark}`,
    `__proto__`.slice(2) + mark,
  ]
  const owner = await visitors.person('owner')
  const client = await owner.connect()
  await visitor.open()
  for (const roomName of names) await client.call('create_room', { roomName })
  for (const roomName of names) {
    await visitor.roomsPanel.getByRole('link', { name: roomName }).click()
    await visitor.page.getByRole('heading', { level: 2, name: roomName, exact: true }).waitFor()
  }
  client.close()
  for (const wanted of [
    '<img src=x onerror=window.pwned=1>',
    'javascript:window.pwned=1',
    '..',
    '%00%ff',
    '\u202eabc',
  ]) {
    await visitor.open(`/#/room/${wanted.startsWith('%') ? wanted : encodeURIComponent(wanted)}`)
    await visitor.composer.waitFor({ state: 'detached' })
  }
  expect(await visitor.page.locator('img').count()).toBe(0)
  expect(await visitor.page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined()
})

test('the policy does refuse: what a script or a style would do from a string is stopped, and seen by these tests', async () => {
  const visitor = await visitors.stranger()
  visitor.witness.expect(/securitypolicyviolation|Content Security Policy|TrustedHTML|Trusted/)
  await visitor.open()
  const outcome = await visitor.page.evaluate(async () => {
    const attempts: Record<string, () => unknown> = {
      'inline script': () => {
        const script = document.createElement('script')
        script.textContent = 'window.pwned = 1'
        document.body.append(script)
      },
      markup: () => {
        document.createElement('div').innerHTML = '<img src=x>'
      },
      eval: () => setTimeout('window.pwned = 1'),
      'another host': () => fetch('https://evil.example/'),
    }
    const refused: string[] = []
    for (const [name, act] of Object.entries(attempts)) {
      const violation = new Promise(resolve =>
        document.addEventListener('securitypolicyviolation', resolve, { once: true }),
      )
      try {
        await Promise.resolve(act()).catch(() => {})
      } catch {}
      await violation
      refused.push(name)
    }
    return { refused, pwned: Reflect.get(window, 'pwned') }
  })
  expect(outcome).toEqual({ refused: ['inline script', 'markup', 'eval', 'another host'], pwned: undefined })
})
