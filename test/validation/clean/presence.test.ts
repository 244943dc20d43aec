import { expect, test } from '@jest/globals'
import { compile } from '../../../src/fhirpath/fhirpath.ts'
import { holdsWhere } from '../../../src/validation/clean/presence.ts'
import type { ElementProgram } from '../../../src/validation/program.ts'
import type { Known } from '../../../src/validation/clean/properties.ts'

const NAMES = ['component', 'valueString', 'valueCode', 'status', 'statusReason', 'member']

const KNOWN = NAMES.map((name): Known => {
  const program = { name: name.replace(/^value.*/, 'value') } as ElementProgram
  const item = { kind: 'uncharted' } as const
  return { name, demands: [{ program, type: undefined }], isList: false, min: 0, max: 1, sliced: [], item }
})

function conditionOf(text: string): string | undefined {
  return holdsWhere({ kind: 'holds', program: compile(text) }, KNOWN)?.condition
}

test.each([
  ['value.empty() or component.code.where(x).empty()', '(!has_valueString_valueCode || !has_component)'],
  ['status.exists() or component.exists()', '(sure_status || sure_component)'],
  ['component.empty() and status.empty()', '(!has_component && !has_status)'],
  ['component.exists().not()', '!has_component'],
  [
    '(component.empty() and member.empty()) implies status.exists()',
    '((sure_component || sure_member) || sure_status)',
  ],
  ['component.code.exists() implies status.exists()', '(!has_component || sure_status)'],
  ['status.exists(code) implies member.exists()', '!has_status'],
])('%s holds where %s', (text, condition) => {
  expect(conditionOf(text)).toBe(condition)
})

test.each([
  'status = 3',
  'component.code.exists()',
  // The left might fail, and is evaluated first.
  '(status > 3) or member.empty()',
  'status.exists() xor member.exists()',
  'Observation.status.empty()',
  '$this.empty()',
  '%resource.status.empty()',
  'component.count().empty()',
])('presence never tells of %s', (text) => {
  expect(conditionOf(text)).toBeUndefined()
})
