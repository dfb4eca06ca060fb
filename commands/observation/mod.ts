// observation: capture, diagram, transcript — what passed between the sockets, and how to hand it in.

import { captureCommand } from "./capture.ts";
import { diagramCommand } from "./diagram.ts";
import { transcriptCommand } from "./transcript.ts";

/** The commands of this topic. */
export const observation = [captureCommand, diagramCommand, transcriptCommand];
