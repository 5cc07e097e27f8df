import { VendorError } from '../errors.js';
import type { VendorName } from './contracts.js';

/** What a clip is to show, without blanks around it. @throws {VendorError} `REFUSED_INPUT` for nothing */
export function footagePrompt(vendor: VendorName, text: string): string {
  const prompt = text.trim();
  if (prompt !== '') return prompt;
  throw new VendorError(vendor, 'REFUSED_INPUT', 'There is nothing to show; give the scene a description', {
    vendorCode: 'empty_prompt',
  });
}
