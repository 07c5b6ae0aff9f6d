// Copied from pod-scaffold's runtime by the generator, which keeps it current: edit src/, not this. SPDX-License-Identifier: 0BSD
/** How long the end of a line is waited for, in milliseconds of waiting, and how many bytes of its file may come before it. */
export const partLimits = { waitMs: 5000, bytes: 16 * 2 ** 20 };
