/** The policies of the gateway as one frozen value. Content files under policies/ are read elsewhere and handed in. */
import type { Coding } from '../fhir/resource.ts';

export type Category = {
  readonly code: string;
  readonly bit: bigint;
  readonly display: string;
  readonly definition: string;
};

export type Policy = {
  readonly version: string;
  readonly categories: ReadonlyMap<string, Category>;
  readonly confidentiality?: Coding;
};
