import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, type Context, Converter, type Reflection, type TypeDocOptions } from 'typedoc'
import {
  type MarkdownPageEvent,
  MarkdownTheme,
  MarkdownThemeContext,
  type PluginOptions,
} from 'typedoc-plugin-markdown'

const usage = `Writes the API reference of the SDK, docs/client-api.md, from the docstrings in services/client/src.

  npm run reference                in services/client
  npm run reference -- --help
`

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Where the reference is kept. */
export const referenceFile = at('../../../../docs/client-api.md')

const introduction = `# API reference of @socketlink/client

Made from the docstrings by \`npm run reference\` in services/client: change them, not this page. The
[README of the package](../services/client/README.md) tells how it is used.
`

const options: Partial<TypeDocOptions> & Partial<PluginOptions> = {
  entryPoints: [at('../../src/index.ts')],
  tsconfig: at('../../../../tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  readme: 'none',
  logLevel: 'Warn',
  disableSources: true,
  // The compiler has its own turn in \`npm run types\`.
  skipErrorChecking: true,
  sort: ['source-order'],
  groupOrder: ['Functions', 'Interfaces', 'Classes', 'Type Aliases', 'Properties', 'Methods'],
  excludeExternals: true,
  expandObjects: true,
  outputFileStrategy: 'modules',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hidePageTitle: true,
  expandParameters: true,
  parametersFormat: 'none',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true },
}

/** A signature says what comes back; where a member was declared is of no use to a reader. */
class BriefContext extends MarkdownThemeContext {
  constructor(...context: ConstructorParameters<typeof MarkdownThemeContext>) {
    super(...context)
    for (const part of ['signatureReturns', 'inheritance', 'hierarchy'] as const)
      this.partials[part] = () => ''
  }
}

class BriefTheme extends MarkdownTheme {
  override getRenderContext(page: MarkdownPageEvent<Reflection>) {
    return new BriefContext(this, page, this.application.options)
  }
}

const format = (markdown: string): string => {
  const { stdout, stderr, status } = spawnSync(
    at('../../../../node_modules/.bin/biome'),
    ['format', '--stdin-file-path=client-api.md'],
    {
      input: markdown,
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`biome cannot format the reference: ${stderr}`)
  return stdout
}

/** The reference as it should be now. */
export const makeReference = async (): Promise<string> => {
  const app = await Application.bootstrapWithPlugins(options)
  app.renderer.defineTheme('brief', BriefTheme)
  app.options.setValue('theme', 'brief')
  // Types as they are written, ErrorCode and not all its members.
  app.converter.on(Converter.EVENT_BEGIN, (context: Context) => {
    context.convertingTypeNode = true
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('typedoc could not read services/client/src')
  const folder = await mkdtemp(join(tmpdir(), 'socketlink-reference-'))
  try {
    app.options.setValue('outputs', [{ name: 'markdown', path: folder }])
    await app.generateOutputs(project)
    return format(introduction + (await readFile(join(folder, 'README.md'), 'utf8')))
  } finally {
    await rm(folder, { recursive: true })
  }
}

if (import.meta.main) {
  if (process.argv.includes('--help')) console.log(usage)
  else {
    await writeFile(referenceFile, await makeReference())
    console.log('wrote docs/client-api.md')
  }
}
