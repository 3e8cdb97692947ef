/** A base map from one file that the unit keeps beside the server. Loaded only where one is configured. */
import type { Map as LeafletMap } from "leaflet";
import { leafletLayer } from "protomaps-leaflet";

export function addPmtiles(map: LeafletMap, url: string, attribution: string): void {
  const layer = leafletLayer({ url, flavor: "light", lang: "vi", attribution });
  (layer as unknown as { addTo(map: LeafletMap): void }).addTo(map);
}
