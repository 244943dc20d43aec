/** The pages of docs/profiles by file name, from the compiled package: one for each profile of a resource, and README.md. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '../../src/fhir/resource.ts'
import { pageOf } from './page.ts'
import type { Example, Profile } from './page.ts'

type Listed = {
  readonly file: string
  readonly title: string
  readonly profile: string
  readonly breaks: string[]
}

export function profilePages(packageFolder: string): Map<string, string> {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(packageFolder, file), 'utf8'))
  const listed = read('examples/index.json') as Listed[]
  const profiles = readdirSync(packageFolder)
    .filter((file) => file.startsWith('StructureDefinition-'))
    .map((file) => read(file) as Profile & { kind: string })
    .filter(({ kind }) => kind === 'resource')
    .toSorted((a, b) => (`${a.type} ${a.id}` < `${b.type} ${b.id}` ? -1 : 1))
  const examplesOf = ({ url }: Profile): Example[] =>
    listed
      .filter(({ profile }) => profile === url)
      .map(({ file, title, breaks }) => ({
        file,
        title,
        breaks,
        resource: read(`examples/${file}`) as Resource,
      }))
  return new Map([
    ...profiles.map((profile): [string, string] => [
      `${profile.id}.md`,
      pageOf(profile, examplesOf(profile)),
    ]),
    ['README.md', index(profiles)],
  ])
}

function index(profiles: readonly Profile[]): string {
  const rows = profiles.map(
    ({ id, type, title, description }) => `| ${type} | [${title}](${id}.md) | ${description} |`,
  )
  return [
    '# Profiles, page by page',
    '',
    '| Type | Profile | What it is for |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
