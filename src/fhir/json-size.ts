/**
 * The bounds of what intake reads, whatever it is: checked before any rule looks at the content, without recursion, so
 * that no input is deep or large enough to stop the gateway. Pure.
 */

export type SizeLimits = {
  /** Objects and arrays within one another. */
  readonly depthMax: number
  /** Values of all kinds, containers included. */
  readonly valuesMax: number
  /** Items of one array. */
  readonly itemsMax: number
  /** Characters (UTF-16 units) of one string or field name. */
  readonly stringCharactersMax: number
}

/** A JSON document of any kind: FHIR resources included. The depth is that which references are followed to. */
export const JSON_LIMITS: SizeLimits = {
  depthMax: 64,
  valuesMax: 1_000_000,
  itemsMax: 100_000,
  stringCharactersMax: 8 * 1024 * 1024,
}

export type Size = { kind: 'within'; fields: number } | { kind: 'beyond'; text: string }

/** Whether a value keeps the limits, and how many fields its objects have. */
export function sizeOf(value: unknown, limits: SizeLimits): Size {
  let level: unknown[] = [value]
  let values = 0
  let fields = 0
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length
    if (values > limits.valuesMax) return beyond('values', limits.valuesMax)
    if (depth > limits.depthMax) return beyond('levels of nesting', limits.depthMax)
    const next: unknown[] = []
    for (const item of level) {
      if (typeof item === 'string' && item.length > limits.stringCharactersMax) {
        return beyond('characters in one text', limits.stringCharactersMax)
      }
      if (typeof item !== 'object' || item === null) continue
      if (Array.isArray(item)) {
        if (item.length > limits.itemsMax) return beyond('items in one list', limits.itemsMax)
        for (const part of item) next.push(part)
        continue
      }
      for (const [name, part] of Object.entries(item)) {
        if (name.length > limits.stringCharactersMax) {
          return beyond('characters in one text', limits.stringCharactersMax)
        }
        fields += 1
        next.push(part)
      }
    }
    level = next
  }
  return { kind: 'within', fields }
}

function beyond(what: string, limit: number): Size {
  return { kind: 'beyond', text: `The document has more than ${limit} ${what}: divide it into several.` }
}
