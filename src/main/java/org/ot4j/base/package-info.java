/** Progress, cancellation, the scale of experiments and the start of PyTorch. */
package org.ot4j.base;
