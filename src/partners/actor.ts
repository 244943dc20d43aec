/**
 * Who asks, for whom and for what: what a verified token says. Every request that reaches the gateway carries one.
 */

/** The human being for whom a partner's software acts; known to the directory, with the role that is on file there. */
export type ActingPerson = {
  readonly id: string
  readonly name?: string
  readonly role?: string
  /** He is a client of the partner, and asks about himself alone: the partner's own value of his Patient. */
  readonly patient?: string
}

export type Actor = {
  /** The partner's id in the directory. */
  readonly partner: string
  /** One purpose of use: a code of v3-ActReason or of our own purpose-of-use. */
  readonly purpose: string
  readonly person?: ActingPerson
  readonly tokenId: string
}
