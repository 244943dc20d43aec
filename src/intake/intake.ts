/**
 * The door of intake for case records: unknown bytes-as-JSON in, a CaseRecord or every fault of it out. The schema is
 * compiled once; a check is pure, keeps to named limits of depth, size and number of faults, and quotes no values.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { isObject } from '../fhir/resource.ts'
import { compileRules } from './annotation.ts'
import { ANNOTATIONS } from './case-record.ts'
import type { CaseRecord, JsonSchema } from './case-record.ts'
import { bounded } from './fault.ts'
import type { Fault } from './fault.ts'
import { checkPlans, checkReleases, checkWithdrawn } from './record-rules.ts'
import { faultOf } from './schema-fault.ts'
import { sizeOf } from '../fhir/json-size.ts'
import { CASE_RECORD_LIMITS } from './limits.ts'

export type { CaseRecord } from './case-record.ts'
export type { Fault } from './fault.ts'

export type Checked = { kind: 'ok'; record: CaseRecord } | { kind: 'faults'; faults: Fault[] }

export type CaseRecordCheck = (value: unknown) => Checked

/** Compiles the case-record schema into a check that reports all faults at once. */
export function createCaseRecordCheck(schema: JsonSchema): CaseRecordCheck {
  const ajv = new Ajv2020({ allErrors: true, strict: true, verbose: true })
  ajv.addVocabulary([...ANNOTATIONS])
  addFormats.default(ajv)
  const validate = ajv.compile<CaseRecord>(schema)
  const checkAnnotations = compileRules(schema)
  return (value) => {
    const size = sizeOf(value, CASE_RECORD_LIMITS)
    if (size.kind === 'beyond') return refused([{ pointer: '', rule: 'size-limit', text: size.text }])
    const faults = validate(value) ? [] : (validate.errors ?? []).map(faultOf)
    if (isObject(value)) {
      faults.push(
        ...checkAnnotations(value),
        ...checkPlans(value),
        ...checkReleases(value),
        ...checkWithdrawn(value),
      )
    }
    return faults.length > 0 ? refused(faults) : { kind: 'ok', record: value as CaseRecord }
  }
}

function refused(faults: Fault[]): Checked {
  return { kind: 'faults', faults: bounded(faults) }
}
