/**
 * Expressions of R4's own rules that do not say what the words of the rule say, as the next releases of FHIR correct them.
 */
const CORRECTED: ReadonlyMap<string, string> = new Map([
  // que-12: "If there are more than one enableWhen, enableBehavior must be specified"
  [
    'enableWhen.count() > 2 implies enableBehavior.exists()',
    'enableWhen.count() > 1 implies enableBehavior.exists()',
  ],
  // pd-1: "At least one of telecom or endpoint"; FHIRPath knows no boolean of several telecoms.
  ['telecom or endpoint', 'telecom.exists() or endpoint.exists()'],
])

export function corrected(expression: string): string {
  return CORRECTED.get(expression) ?? expression
}
