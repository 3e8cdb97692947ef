/** For tests of what is drawn. */

/**
 * Waits until a page has done what it does by itself. One timer after the other, as the page's own are: on a busy machine
 * a single long one may be over before the second short one of a chain has begun.
 */
export async function settle(): Promise<void> {
  for (let step = 0; step < 8; step++) await new Promise((done) => setTimeout(done, 10));
}
