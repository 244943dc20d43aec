import { beforeAll, describe, expect, test } from '@jest/globals'
import { examples, loadPublished, now, readExample, type Published } from './published.ts'

let published: Published

beforeAll(async () => {
  published = await loadPublished()
})

/** The rules that an example breaks, each once. */
function broken(file: string): string[] {
  const findings = published.validator.check(readExample(file), { now })
  const faults = findings.filter(({ severity }) => severity === 'error' || severity === 'fatal')
  return [...new Set(faults.map(({ rule }) => rule))].sort()
}

describe('a valid example breaks no rule', () => {
  const valid = examples.filter((example) => example.valid)
  test.each(valid.map(({ file, title }) => [file, title]))('%s: %s', (file) => {
    expect(broken(file)).toEqual([])
  })
})

describe('an invalid example breaks the rule that it is there for, and no other', () => {
  const invalid = examples.filter((example) => !example.valid)
  test.each(invalid.map(({ file, title, breaks }) => [file, title, breaks] as const))(
    '%s: %s',
    (file, _, breaks) => {
      expect(broken(file)).toEqual([...breaks].sort())
    },
  )
})

test('every profile has a valid and an invalid example', () => {
  const profiles = published.content.structureDefinitions
    .filter(({ kind }) => kind === 'resource')
    .map(({ url }) => url as string)
  expect(profiles.length).toBeGreaterThan(20)
  const shown = (isValid: boolean): Set<string> =>
    new Set(examples.filter(({ valid }) => valid === isValid).map(({ profile }) => profile))
  expect(profiles.filter((url) => !shown(true).has(url))).toEqual([])
  expect(profiles.filter((url) => !shown(false).has(url))).toEqual([])
})

test('every rule of ours that is an error is broken by an example', () => {
  const rules = published.content.structureDefinitions.flatMap((structure) => {
    const { element } = structure['snapshot'] as {
      element: { constraint?: { key: string; severity: string }[] }[]
    }
    return element
      .flatMap(({ constraint }) => constraint ?? [])
      .filter(({ key, severity }) => key.startsWith('tl-') && severity === 'error')
      .map(({ key }) => key)
  })
  const shown = new Set(examples.flatMap(({ breaks }) => breaks))
  expect(rules.length).toBeGreaterThan(30)
  expect([...new Set(rules)].filter((key) => !shown.has(key)).sort()).toEqual([])
})

test('every sentence of a rule is one that can be read without knowing FHIR', () => {
  const sentences = published.content.structureDefinitions.flatMap((structure) => {
    const { element } = structure['snapshot'] as {
      element: { constraint?: { key: string; human: string }[] }[]
    }
    return element.flatMap(({ constraint }) => constraint ?? []).filter(({ key }) => key.startsWith('tl-'))
  })
  for (const { human } of sentences) {
    expect(human).toMatch(/^[A-Z].*\.$/)
    expect(human).not.toMatch(/[a-z]+\.[a-z]+\(|coding|provision\.|extension\(/)
  }
})
