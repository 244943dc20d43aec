/** Pages of docs/ against what they speak of: rules, functions, tests, profiles, examples. What they name is there, and all of it. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { part2Page } from '../../scripts/part2/page.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8')
const page = read('docs/part2.md')
const profiles = read('docs/profiles.md')
const { rules } = JSON.parse(read('policies/rules.json')) as {
  rules: { id: string; citation: string; mark: string }[]
}

/** Functions that the page names, as `file: function`. */
const functions = [...page.matchAll(/`(src\/[\w/.-]+\.ts): (\w+)`/g)].map(([, file = '', name = '']) => ({
  file,
  name,
}))

/** Titles that the page quotes behind a test file, by file. */
const titles = [...page.matchAll(/`(test\/[\w/.-]+\.test\.ts)`((?: (?:and )?"[^"]+")+)/g)].flatMap(
  ([, file = '', quoted = '']) =>
    [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
)

describe('docs/part2.md', () => {
  test('is what `npm run part2-page` makes of the table of rules', () => {
    expect(page).toBe(part2Page())
  })

  test.each(rules)('has the row of $id, with its source and mark', ({ id, citation, mark }) => {
    expect(page).toContain(`\n| ${id} | ${citation} | ${mark} |`)
  })

  test('names functions and tests', () => {
    expect(functions.length).toBeGreaterThan(30)
    expect(titles.length).toBeGreaterThan(30)
  })

  test('names only functions that are there', () => {
    const missing = functions.filter(
      ({ file, name }) =>
        !existsSync(`${root}/${file}`) ||
        !new RegExp(`export (?:async )?function\\*? ${name}\\b`).test(read(file)),
    )
    expect(missing).toEqual([])
  })

  test('quotes only tests that are there', () => {
    const plain = (text: string): string => text.replaceAll(/\\(['"`])/g, '$1')
    expect(titles.filter(({ file, title }) => !plain(read(file)).includes(title))).toEqual([])
  })
})

describe('docs/profiles.md', () => {
  /** Ids in the sources, of profiles or of extensions. */
  const idsIn = (folder: string): string[] =>
    globSync(`${folder}/*.fsh`, { cwd: root }).flatMap((file) => /^Id: (\S+)$/m.exec(read(file))?.[1] ?? [])

  test('has every profile and every extension, and no other', () => {
    const named = [...profiles.matchAll(/^\| ((?:`[a-z\d-]+`(?:, )?)+) \|/gm)].flatMap(([, ids = '']) =>
      [...ids.matchAll(/`([a-z\d-]+)`/g)].map(([, id = '']) => id),
    )
    const there = [...idsIn('profiles'), ...idsIn('profiles/extensions')]
    expect(new Set(named)).toEqual(new Set(there))
    expect(named).toHaveLength(there.length)
  })

  test('names only examples that are there', () => {
    const examples = [...profiles.matchAll(/`(Throughline\w+-[\w-]+)`/g)].map(([, name = '']) => name)
    expect(examples.length).toBeGreaterThan(25)
    expect(examples.filter((name) => !existsSync(`${root}/profiles/examples/${name}.fsh`))).toEqual([])
  })
})

test.each([
  ['part2.md', page],
  ['profiles.md', profiles],
])('%s links only to what is there', (_, text) => {
  const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link)
  expect(links.filter((link) => !existsSync(`${root}/docs/${link}`))).toEqual([])
})
