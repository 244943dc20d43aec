/** How large a case record may be; what JSON may be at all is bounded in fhir/json-size.ts. */
import type { SizeLimits } from '../fhir/json-size.ts'

/** A case record: ten years of weekly sessions and tests take less than a tenth of this. */
export const CASE_RECORD_LIMITS: SizeLimits = {
  depthMax: 12,
  valuesMax: 250_000,
  itemsMax: 5_000,
  stringCharactersMax: 20_000,
}
