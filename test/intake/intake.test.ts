/** The check of case records: what the schema says, in sentences; and input that means harm. */
import { describe, expect, test } from '@jest/globals'
import { FAULTS_MAX } from '../../src/intake/fault.ts'
import { createCaseRecordCheck } from '../../src/intake/intake.ts'
import { CASE_RECORD_LIMITS } from '../../src/intake/limits.ts'
import { allFaults, check, faultsOf, goal, member, need, record, session } from './record.ts'

describe('what the schema says', () => {
  test('accepts a record with nothing but its header and its client', () => {
    const value = record()
    expect(check(value)).toEqual({ kind: 'ok', record: value })
  })

  test.each([[undefined], [null], [[]], ['text'], [7]])('refuses %p, which is no object', (value) => {
    expect(faultsOf(value)).toEqual([['', 'type']])
  })

  test('names each missing field at its own pointer, with what it means', () => {
    const [fault] = allFaults(record({ needs: [{ id: 'need-1', domain: 'housing', text: 'A roof.' }] }))
    expect(fault?.pointer).toBe('/needs/0/status')
    expect(fault?.rule).toBe('required')
    expect(fault?.text).toMatch(/`status` is missing: add it\./)
  })

  test('names an unknown field, and the known one that it resembles', () => {
    const [fault] = allFaults(record({ needs: [need({ sevrity: 'high' })] }))
    expect(fault?.pointer).toBe('/needs/0/sevrity')
    expect(fault?.text).toMatch(/did you mean `severity`\?/)
  })

  test('lists the known fields where none resembles the unknown one', () => {
    const [fault] = allFaults(record({ goals: [goal({ entirelyElse: 1 })] }))
    expect(fault?.text).toMatch(/use one of: id, statement/)
  })

  test('does not show a field name that may be a sentence about somebody', () => {
    const [fault] = allFaults(record({ needs: [need({ 'Testa Placeholder takes 16 mg': true })] }))
    expect(fault?.pointer).toBe('/needs/0')
    expect(JSON.stringify(fault)).not.toMatch(/takes/)
  })

  test('lists the allowed codes and never quotes the value', () => {
    const [fault] = allFaults(record({ needs: [need({ domain: 'Testa lives in a car' })] }))
    expect(fault).toMatchObject({ pointer: '/needs/0/domain', rule: 'enum' })
    expect(fault?.text).toMatch(/housing, sober-housing/)
    expect(fault?.text).not.toMatch(/Testa/)
  })

  test('suggests the code that a misspelled one resembles', () => {
    const [fault] = allFaults(record({ needs: [need({ domain: 'hosing' })] }))
    expect(fault?.text).toMatch(/perhaps `housing`/)
  })

  test.each([
    ['format', { birthDate: '12.04.1991' }, '/client/birthDate'],
    ['format', { birthDate: '1991-02-30' }, '/client/birthDate'],
    ['type', { birthDate: 19910412 }, '/client/birthDate'],
    ['type', { veteran: 'no' }, '/client/veteran'],
    ['pattern', { language: 'English' }, '/client/language'],
    ['enum', { gender: 'F' }, '/client/gender'],
    ['minItems', { identifiers: [] }, '/client/identifiers'],
    ['maxLength', { pronouns: 'x'.repeat(251) }, '/client/pronouns'],
    ['uniqueItems', { race: ['2106-3', '2106-3'] }, '/client/race'],
    ['pattern', { pronouns: ' ' }, '/client/pronouns'],
  ])('breaks the rule %s with %j', (rule, fields, pointer) => {
    const value = record()
    expect(faultsOf({ ...value, client: { ...(value['client'] as object), ...fields } })).toEqual([
      [pointer, rule],
    ])
  })

  test.each([
    ['minimum', 0],
    ['maximum', 1_000_001],
    ['type', 1.5],
  ])('breaks the rule %s with the version %p', (rule, version) => {
    const value = record()
    const header = { ...(value['record'] as object), version }
    expect(faultsOf({ ...value, record: header })).toEqual([['/record/version', rule]])
  })

  test('says of every fault of the schema what to do', () => {
    const texts = allFaults({
      ...record({ needs: [need({ domain: 1, text: '' })], team: [member({ npi: '1' })], unknown: 1 }),
      client: { id: 'client 1', name: { family: 'P', given: [] } },
    }).map((fault) => fault.text)
    expect(texts.length).toBeGreaterThanOrEqual(6)
    for (const text of texts)
      expect(text).toMatch(/: .*(add|write|correct|use|did you mean|leave|fill|shorten)/)
  })

  test('refuses an empty text, an id with a space and an instant without its offset', () => {
    const value = record({
      sessions: [session({ startsAt: '2026-05-05T10:00:00' })],
      needs: [need({ id: 'need 1', text: '' })],
    })
    expect(faultsOf(value).map(([pointer]) => pointer)).toEqual(
      expect.arrayContaining(['/sessions/0/startsAt', '/needs/0/id', '/needs/0/text']),
    )
  })
})

describe('hostile input', () => {
  test('a field called __proto__ is an unknown field', () => {
    const value = JSON.parse(`{"__proto__": {"schemaVersion": "1.0"}, "schemaVersion": "1.0"}`) as unknown
    expect(faultsOf(value)).toContainEqual(['/__proto__', 'additionalProperties'])
    expect(({} as Record<string, unknown>)['schemaVersion']).toBeUndefined()
  })

  test.each(['__proto__', 'constructor', 'toString'])(
    '%s as an id or a reference is nothing special',
    (id) => {
      const rules = faultsOf(record({ needs: [need()], goals: [goal({ needs: [id] })] })).map(
        ([, rule]) => rule,
      )
      expect(rules).toContain('reference-unknown')
    },
  )

  test('an inherited field is not taken for one that is there', () => {
    const value = Object.assign(
      Object.create({ needs: [need()] }) as object,
      record({ goals: [goal({ needs: ['need-9'] })] }),
    )
    expect(check(value).kind).toBe('ok')
  })

  test('deep nesting is refused before anything looks at it', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    expect(faultsOf(record({ needs: deep }))).toEqual([['', 'size-limit']])
  })

  test.each([
    ['list', Array.from({ length: CASE_RECORD_LIMITS.itemsMax + 1 }, () => 1)],
    ['text', 'x'.repeat(CASE_RECORD_LIMITS.stringCharactersMax + 1)],
    ['field name', { ['x'.repeat(CASE_RECORD_LIMITS.stringCharactersMax + 1)]: 1 }],
    ['number of values', Array.from({ length: 60 }, () => Array.from({ length: 4_900 }, () => 1))],
  ])('a %s beyond its limit is refused', (_, needs) => {
    expect(faultsOf(record({ needs }))).toEqual([['', 'size-limit']])
  })

  test('thousands of faults are answered with a bounded list that says so', () => {
    const needs = Array.from({ length: 4_000 }, (_, index) => ({ id: `need-${index}`, status: 'x' }))
    const faults = allFaults(record({ needs }))
    expect(faults).toHaveLength(FAULTS_MAX)
    expect(faults.at(-1)).toMatchObject({ rule: 'more-faults' })
  })

  test('long lists of equal codes and references end soon', () => {
    const started = performance.now()
    const codes = Array.from({ length: 5_000 }, (_, index) => `need-${index}`)
    const goals = Array.from({ length: 40 }, (_, index) => goal({ id: `goal-${index}`, needs: codes }))
    expect(check(record({ goals })).kind).toBe('faults')
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('items of the wrong type do not stop the other rules', () => {
    const value = {
      ...record({ needs: [null, 7, []], team: 'x', plans: [null], withdrawn: [1] }),
      releases: [{ signatures: 7 }],
    }
    expect(check(value).kind).toBe('faults')
  })
})

describe('the schema handed in', () => {
  test('must not refer to itself without end, nor to what is not there', () => {
    const self = {
      $defs: { A: { type: 'object', properties: { a: { $ref: '#/$defs/A' } } } },
      $ref: '#/$defs/A',
    }
    expect(() => createCaseRecordCheck(self)).toThrow(/refers to itself/)
    expect(() => createCaseRecordCheck({ properties: { a: { $ref: '#/$defs/Gone' } } })).toThrow()
  })
})
