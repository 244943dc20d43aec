/**
 * The mutation suite: of each kind of rule, valid resources with one fault, each told by the right rule at the right place
 * and by nothing else; and valid resources in which nothing may be found. It prints the table that docs/validator.md shows.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { attachmentMutants } from './mutants/attachments.ts'
import { authoredMutants } from './mutants/authored.ts'
import { bindingMutants } from './mutants/bindings.ts'
import { bundleMutants } from './mutants/bundles.ts'
import { cardinalityMutants } from './mutants/cardinality.ts'
import { claimMutants } from './mutants/claims.ts'
import { definitionMutants } from './mutants/definitions.ts'
import { extensionMutants } from './mutants/extensions.ts'
import { formMutants } from './mutants/form.ts'
import { invariantMutants } from './mutants/invariants.ts'
import { judge, type Row } from './mutants/judge.ts'
import { limitMutants } from './mutants/limits.ts'
import type { Mutant, Parent } from './mutants/mutant.ts'
import { hasCorpus, officialParents, ownParents } from './mutants/parents.ts'
import { narrativeMutants } from './mutants/narratives.ts'
import { apparentMutants, policyMutants } from './mutants/policies.ts'
import { primitiveMutants } from './mutants/primitives.ts'
import { questionnaireMutants } from './mutants/questionnaires.ts'
import { referenceMutants } from './mutants/references.ts'
import { rulesInSource } from './mutants/rules.ts'
import { sliceMutants } from './mutants/slices.ts'
import { valueMutants } from './mutants/values.ts'
import { EXTENSIONS } from './mutants/valid-around.ts'
import { variants } from './mutants/variants.ts'
import { wordMutants } from './mutants/words.ts'
import { definitions, lines, now, validatorWith } from './world.ts'

/** Milliseconds for what takes some 15 s of an idle processor. */
const BUSY_MACHINE = 300_000
/** The fewest mutants of a kind. */
const LEAST = 20

function* allMutants(parents: readonly Parent[]): Generator<Mutant> {
  yield* formMutants(parents)
  yield* cardinalityMutants(parents)
  yield* primitiveMutants(parents)
  yield* valueMutants(parents)
  yield* bindingMutants(parents)
  yield* invariantMutants(parents)
  yield* sliceMutants()
  yield* extensionMutants(parents)
  yield* referenceMutants(parents)
  yield* bundleMutants()
  yield* wordMutants(parents)
  yield* attachmentMutants()
  yield* policyMutants(parents)
  yield* apparentMutants()
  yield* narrativeMutants(parents)
  yield* claimMutants(parents)
  yield* limitMutants(parents)
  yield* definitionMutants()
  yield* authoredMutants(parents)
  yield* questionnaireMutants()
}

function tableOf(title: string, rows: readonly Row[]): string {
  const head = `${title}\n${'kind'.padEnd(44)}mutants  caught  alone`
  const body = rows.map(({ kind, mutants, caught, alone }) => {
    const [all, told, single] = [mutants, caught, alone].map((count) => String(count).padStart(7))
    return `${kind.padEnd(44)}${all ?? ''} ${told ?? ''}${single ?? ''}`
  })
  const sums = [
    rows.reduce((sum, row) => sum + row.mutants, 0),
    rows.reduce((sum, row) => sum + row.caught, 0),
  ]
  return [
    head,
    ...body,
    `${String(rows.length)} kinds, ${String(sums[0])} mutants, ${String(sums[1])} caught`,
  ].join('\n')
}

function missesOf(rows: readonly Row[]): string[] {
  return rows.flatMap(({ kind, misses }) => misses.map((miss) => `${kind}: ${miss}`))
}

describe('mutants of our own resources and examples', () => {
  let rows: Row[] = []

  beforeAll(async () => {
    rows = judge(allMutants(await ownParents()))
    console.log(tableOf('Mutants of our own resources and examples', rows))
  }, BUSY_MACHINE)

  test('each is told by the right rule at the right place, and by nothing else', () => {
    expect(missesOf(rows)).toEqual([])
  })

  test(`there are at least ${String(LEAST)} of each kind`, () => {
    expect(rows.filter(({ mutants }) => mutants < LEAST).map(({ kind }) => kind)).toEqual([])
  })

  test('there are kinds of every rule that the source has', () => {
    const { rules, unread } = rulesInSource()
    expect(unread).toEqual([])
    expect(rules.length).toBeGreaterThan(60)
    const tried = new Set(rows.flatMap((row) => row.rules))
    expect(rules.filter((rule) => !tried.has(rule))).toEqual([])
    const constraints = definitions.structures.flatMap(({ elements }) =>
      elements.flatMap((each) => each.constraints),
    )
    const keys = new Set(constraints.map(({ key }) => key))
    expect(
      [...tried].filter((rule) => !rules.includes(rule) && !keys.has(rule) && !rule.startsWith('own-')),
    ).toEqual([])
  })
})

if (!hasCorpus) console.log('THROUGHLINE_SHARED is not set: the mutants of official examples are skipped.')
const whereCorpus = hasCorpus ? test : test.skip

whereCorpus(
  'mutants of the official examples',
  () => {
    const parents = officialParents()
    expect(parents.length).toBeGreaterThan(100)
    const mutants = [
      formMutants,
      cardinalityMutants,
      primitiveMutants,
      bindingMutants,
      referenceMutants,
      wordMutants,
    ].flatMap((of) => [...of(parents)])
    const rows = judge(mutants)
    console.log(tableOf('Mutants of official examples', rows))
    expect(missesOf(rows)).toEqual([])
  },
  BUSY_MACHINE,
)

describe('valid resources in which nothing may be found', () => {
  const validator = validatorWith(...EXTENSIONS)
  const all = variants()

  test('there are many', () => {
    expect(all.length).toBeGreaterThan(300)
  })

  test.each(all)('%s', (_name, resource) => {
    // Through text, as resources come.
    expect(lines(validator.check(JSON.parse(JSON.stringify(resource)), { now }))).toEqual([])
  })
})
