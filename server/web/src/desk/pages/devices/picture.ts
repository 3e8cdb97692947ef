/** The server's drawing as a picture, not as markup: what it holds can run nothing here. */
export function pictureOf(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
