/** Networks: fluent specifications, the layers they build, and the weights that players train. */
package org.ot4j.network;
