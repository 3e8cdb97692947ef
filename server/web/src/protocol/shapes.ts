/** The protocol's shapes, which the server's document gives; what the document leaves open is narrowed here. */
import type { components } from "~/api/schema";

type Shapes = components["schemas"];

export type { Value } from "~/api/types";

export type Algorithm = Shapes["Algorithm"];
export type Answer = Shapes["ItemAnswer"];
export type Checklist = Shapes["Checklist"];
export type Condition = Shapes["Condition"];
export type Fix = Shapes["Fix"];
export type Item = Shapes["Item"];
export type ItemType = Shapes["ItemType"];
export type Operand = Shapes["Operand"];
export type Photo = Shapes["Photo"];
export type PublicKey = Shapes["PublicKey"];
export type RaisedFlag = Shapes["RaisedFlag"];
export type Receipt = Shapes["Receipt"];
export type Relation = Shapes["Relation"];
export type Revision = Shapes["Revision"];
export type SealingKey = Shapes["SealingKey"];
export type Section = Shapes["Section"];
export type ServerKey = Shapes["ServerKeyBody"];
export type Setting = Shapes["Setting"];
export type Signature = Shapes["Signature"];
export type Text = Shapes["Text"];
export type Violation = Shapes["Violation"];

/** What Web Crypto takes: bytes of their own, not of memory that threads share. */
export type Bytes = Uint8Array<ArrayBuffer>;
