export const OLDEST: string[];
