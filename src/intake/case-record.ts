/**
 * A case record after intake: what every stage may rely on. The fields themselves are defined and described in
 * mappings/case-record.schema.json; maps read them, so that only what the flows read is typed here.
 */

export type CaseRecord = {
  readonly schemaVersion: string
  readonly record: {
    /** The same in every version of one client's record. */
    readonly id: string
    readonly version: number
    /** Partner id of the treatment center whose record it is. The flow compares it with who submits. */
    readonly custodian: string
    readonly unit?: string
    readonly asOf: string
  }
  readonly client: {
    readonly id: string
    readonly name: { readonly family: string; readonly given: readonly string[] }
    readonly birthDate?: string
  }
  readonly withdrawn?: readonly { section: string; id: string; on: string; reason: string }[]
  /** The sections: lists of items with ids. One that is absent stays as it was. */
  readonly [section: string]: unknown
}

/** A JSON Schema as parsed JSON, as far as intake reads it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** Annotations of the case-record schema: rules that JSON Schema has no keyword for. */
export const ANNOTATIONS = [
  'x-alone',
  'x-atLeastOneOf',
  'x-atMostOneOf',
  'x-codeSystem',
  'x-dateOrder',
  'x-declaresId',
  'x-exactlyOneOf',
  'x-onlyWhen',
  'x-oneAtATime',
  'x-past',
  'x-refersTo',
  'x-requiredWhen',
] as const
