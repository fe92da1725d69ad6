/** Thread: decode worker. Entry: answers `DecodeApi` over Comlink. */
import { expose } from 'comlink';
import { createYield } from '../pace/yield-to-events.ts';
import { DecodeService } from './decode-service.ts';

expose(new DecodeService(createYield()));
