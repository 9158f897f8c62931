/** The generative models: one file, one objective, one equation. */
package org.ot4j.model;
