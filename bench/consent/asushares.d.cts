declare namespace asushares {
  type Decision = 'CONSENT_PERMIT' | 'CONSENT_DENY' | 'NO_CONSENT'
  type Engine = {
    process(consents: readonly object[], context: { content?: object }): { summary: Decision }
  }
  type Package = {
    readonly AbstractSensitivityRuleProvider: { readonly prototype: object }
    readonly AbstractDataSharingEngine: { readonly prototype: object }
  }
}

/** What the bench uses of the package, in types of its own: those of the package need the types of FHIR R5. */
declare function asushares(): asushares.Package

export = asushares
