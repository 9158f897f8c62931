/** Parts of training that are independent of games: files, batches, seeds and gradients. */
package org.ot4j.training.internal;
