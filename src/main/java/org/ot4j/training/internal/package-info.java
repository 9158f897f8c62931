/** What a training is made of that knows nothing of games: files, batches, seeds, gradients. */
package org.ot4j.training.internal;
