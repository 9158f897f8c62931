/** Parts of a training that are independent of games: files, batches, seeds, gradients. */
package org.ot4j.training.internal;
