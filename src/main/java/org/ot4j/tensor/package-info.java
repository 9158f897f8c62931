/**
 * Differentiable arithmetic on the engine's arrays that frees its intermediate results: operations
 * with numbers, pairwise distances, log-sum-exp, functions in TorchScript.
 */
package org.ot4j.tensor;
