export function filesOf(door: string, dist?: string): { first: string[]; all: string[] };
export function besides(door: string, dist?: string): string[];
