import type { FrameSize, OutputFormat } from './specs.js';

/** A part of the frame in pixels from its top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where things stand in a format, so that no player's or platform's own controls hide them. */
export interface Layout {
  readonly size: FrameSize;
  /** All text stays inside. Landscape and square: the central 80 %; portrait: what apps leave free. */
  readonly textArea: Box;
  /** The presenter's inset. */
  readonly inset: Box & { readonly radius: number };
  /** The logo fits in here, at the top left: the presenter's inset stands at the right, all text below. */
  readonly logo: Box;
  readonly captions: {
    readonly clean: CaptionLayout;
    readonly bold: CaptionLayout;
  };
  /** Height of one em. */
  readonly titleEmPx: number;
  readonly lowerThirdEmPx: number;
}

export interface CaptionLayout {
  readonly emPx: number;
  readonly lineCharacters: number;
  readonly lines: number;
  /** Middle or bottom line of the text, from the frame's top. */
  readonly bottomY: number;
}

const LAYOUTS: Record<OutputFormat, Layout> = {
  LANDSCAPE_1080P: {
    size: { width: 1920, height: 1080 },
    textArea: { x: 192, y: 108, width: 1536, height: 864 },
    inset: { x: 1344, y: 72, width: 480, height: 400, radius: 36 },
    logo: { x: 96, y: 72, width: 220, height: 110 },
    captions: {
      clean: { emPx: 50, lineCharacters: 42, lines: 2, bottomY: 972 },
      bold: { emPx: 92, lineCharacters: 16, lines: 1, bottomY: 940 },
    },
    titleEmPx: 104,
    lowerThirdEmPx: 42,
  },
  PORTRAIT_1080P: {
    size: { width: 1080, height: 1920 },
    textArea: { x: 170, y: 250, width: 740, height: 1250 },
    inset: { x: 546, y: 266, width: 364, height: 400, radius: 36 },
    logo: { x: 60, y: 266, width: 200, height: 110 },
    captions: {
      clean: { emPx: 52, lineCharacters: 22, lines: 2, bottomY: 1420 },
      bold: { emPx: 112, lineCharacters: 12, lines: 2, bottomY: 1380 },
    },
    titleEmPx: 88,
    lowerThirdEmPx: 40,
  },
  SQUARE_1080P: {
    size: { width: 1080, height: 1080 },
    textArea: { x: 108, y: 108, width: 864, height: 864 },
    inset: { x: 702, y: 72, width: 306, height: 320, radius: 32 },
    logo: { x: 72, y: 72, width: 180, height: 100 },
    captions: {
      clean: { emPx: 46, lineCharacters: 26, lines: 2, bottomY: 972 },
      bold: { emPx: 92, lineCharacters: 14, lines: 2, bottomY: 960 },
    },
    titleEmPx: 80,
    lowerThirdEmPx: 36,
  },
};

export function layoutOf(format: OutputFormat): Layout {
  return LAYOUTS[format];
}
