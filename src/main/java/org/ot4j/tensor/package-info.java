/**
 * Arithmetic on the engine's arrays that gradients pass through and that leaves nothing behind:
 * numbers, distances of all pairs, sums of exponentials, functions of TorchScript.
 */
package org.ot4j.tensor;
