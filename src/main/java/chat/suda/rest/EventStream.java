package chat.suda.rest;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks a resource method whose response is an event stream. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface EventStream {}
