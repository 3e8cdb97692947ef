/**
 * The map itself. Leaflet on a canvas: old office PCs have no WebGL. Loaded only where a map is shown.
 * Nothing here writes inline styles into markup, so the page's policy holds.
 */
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import type { BaseMap } from "~/api/types";
import { COLOURS, cone, type Shape } from "./shapes";

export interface Words {
  zoomIn: string;
  zoomOut: string;
}

/** A label as a node: the names are what people typed, and Leaflet would read a text as HTML. */
function label(text: string): HTMLElement {
  const node = document.createElement("span");
  node.textContent = text;
  return node;
}

function pointLayer(shape: Shape, renderer: L.Canvas): L.Layer[] {
  const { line, fill } = COLOURS[shape.look];
  const [lon = 0, lat = 0] = (shape.geometry as GeoJSON.Point).coordinates;
  const layers: L.Layer[] = [];
  if (shape.accuracyM && shape.accuracyM > 1)
    layers.push(
      L.circle([lat, lon], {
        renderer,
        radius: shape.accuracyM,
        color: line,
        weight: 1,
        fillColor: fill,
        fillOpacity: 0.12,
        interactive: false,
      }),
    );
  if (shape.directionDeg !== undefined)
    layers.push(
      L.polygon(cone(lat, lon, shape.directionDeg), {
        renderer,
        color: line,
        weight: 1,
        fillColor: fill,
        fillOpacity: 0.3,
        interactive: false,
      }),
    );
  const radius = shape.look === "chosen" ? 9 : shape.look === "site" ? 8 : 6;
  layers.push(
    L.circleMarker([lat, lon], {
      renderer,
      radius,
      color: line,
      weight: 2,
      fillColor: fill,
      fillOpacity: 0.95,
    }),
  );
  return layers;
}

function areaLayer(shape: Shape, renderer: L.Canvas): L.Layer[] {
  const { line, fill } = COLOURS[shape.look];
  const isBoundary = shape.look === "boundary";
  const style: L.PathOptions = {
    renderer: renderer as L.Renderer,
    color: line,
    weight: isBoundary ? 2 : 1.5,
    fillColor: shape.fill ?? fill,
    fillOpacity: isBoundary ? 0.06 : shape.look === "area" ? 0.92 : 0.3,
    interactive: !isBoundary,
    ...(isBoundary ? { dashArray: "6 5" } : {}),
  };
  return [L.geoJSON(shape.geometry, { style: () => style })];
}

export class DrawnMap {
  private readonly map: L.Map;
  private readonly renderer = L.canvas({ padding: 0.4, tolerance: 6 });
  private readonly layer = L.featureGroup();

  constructor(place: HTMLElement, words: Words, base: BaseMap | undefined) {
    this.map = L.map(place, {
      renderer: this.renderer,
      preferCanvas: true,
      zoomControl: false,
      attributionControl: Boolean(base),
      maxZoom: 20,
      zoomSnap: 0.5,
    });
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.attributionControl?.setPrefix(false);
    this.layer.addTo(this.map);
    this.map.setView([21.86, 106.5], 10);
    if (base) void this.addBase(base);
  }

  private async addBase(base: BaseMap): Promise<void> {
    if (base.tiles.endsWith(".pmtiles")) {
      const { addPmtiles } = await import("./pmtiles");
      addPmtiles(this.map, base.tiles, base.attribution);
    } else {
      L.tileLayer(base.tiles, { attribution: base.attribution, maxZoom: 20, maxNativeZoom: 18 }).addTo(
        this.map,
      );
    }
  }

  /** Draws these and nothing else; `fit` moves the view to them. */
  draw(shapes: Shape[], fit: boolean): void {
    this.layer.clearLayers();
    for (const shape of shapes) {
      const isPoint = shape.geometry.type === "Point";
      const layers = isPoint ? pointLayer(shape, this.renderer) : areaLayer(shape, this.renderer);
      for (const layer of layers) {
        layer.addTo(this.layer);
        if (shape.look !== "boundary") layer.bindTooltip(label(shape.label), { sticky: true });
        if (shape.onPick) layer.on("click", shape.onPick);
      }
    }
    if (fit) this.fit(shapes);
  }

  /** Shows the points closely where there are any; else everything. */
  fit(shapes: Shape[]): void {
    const points = shapes.filter((shape) => shape.geometry.type === "Point");
    const chosen = points.length > 0 ? points : shapes;
    if (chosen.length === 0) return;
    const bounds = L.geoJSON(chosen.map((shape) => shape.geometry) as never).getBounds();
    if (bounds.isValid()) this.map.fitBounds(bounds.pad(0.25), { maxZoom: 17, animate: false });
  }

  fitAll(): void {
    const bounds = this.layer.getBounds();
    if (bounds.isValid()) this.map.fitBounds(bounds.pad(0.03), { animate: false });
  }

  resized(): void {
    this.map.invalidateSize();
  }

  remove(): void {
    this.map.remove();
  }
}
