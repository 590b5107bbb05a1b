package org.autotest.dispatcher.run;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.DroneDuties.Asked;
import org.autotest.store.lab.DroneDuties.Duty;
import org.autotest.store.lab.DroneOrders.Ending;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Status;
import org.autotest.store.lab.LabExecution.Told;

/// The rows of a simulated lab by which the planner asks drones on other machines, and they answer.
final class SimOrders {
  /// One of them.
  private static final class Order {
    Optional<Launch> launch = Optional.empty();
    Asked asked = Asked.RUN;
    boolean taken;
    Optional<ProcessRef> process = Optional.empty();
    boolean gone;
    Optional<Failure> failure = Optional.empty();

    boolean isAnswered() {
      return gone || failure.isPresent();
    }
  }

  private final SimTables tables;
  private final SimFaults faults;
  private final TreeMap<ExecutionId, Order> orders = new TreeMap<>();

  SimOrders(SimTables tables, SimFaults faults) {
    this.tables = tables;
    this.faults = faults;
  }

  /// What drones have told of an execution.
  LabExecution withTold(LabExecution execution) {
    return Optional.ofNullable(orders.get(execution.id()))
        .filter(order -> order.process.isPresent() || order.isAnswered())
        .map(order -> Sim.told(execution, new Told(order.process, order.gone, order.failure)))
        .orElse(execution);
  }

  private Order known(ExecutionId execution) {
    return Objects.requireNonNull(orders.get(execution));
  }

  private boolean isIn(ExecutionId execution, Status status) {
    return Optional.ofNullable(tables.rows().executions().get(execution))
        .filter(row -> row.status() == status)
        .isPresent();
  }

  private boolean isOpen(ExecutionId execution) {
    return isIn(execution, Status.STARTING) || isIn(execution, Status.RUNNING);
  }

  private void tell(ExecutionId execution) {
    tables.edit(Kind.EXECUTION, execution.value(), _ -> {});
  }

  /// The planner's end.
  ///
  /// @param own the machine of its dispatcher
  Elsewhere of(String own, SimFleet fleet) {
    return new Elsewhere() {
      @Override
      public boolean has(LabExecution execution) {
        return !execution.dispatcher().equals(own);
      }

      @Override
      public void start(Launch launch) {
        faults.point("before an order");
        tables.requireUp();
        if (isIn(launch.execution(), Status.STARTING)) {
          Order order = new Order();
          order.launch = Optional.of(launch);
          orders.put(launch.execution(), order);
        }
        tables.mayBreak();
        faults.point("after an order");
      }

      @Override
      public void watch(ExecutionId execution, ProcessRef process) {
        tables.requireUp();
        Order order = new Order();
        order.process = Optional.of(process);
        orders.putIfAbsent(execution, order);
        tell(execution);
      }

      @Override
      public void end(ExecutionId execution, Ending ending) {
        tables.requireUp();
        Optional.ofNullable(orders.get(execution))
            .filter(order -> order.asked != Asked.KILL)
            .ifPresent(order -> order.asked = ending == Ending.KILL ? Asked.KILL : Asked.TERMINATE);
      }

      @Override
      public Set<ExecutionId> given() {
        tables.requireUp();
        return orders.keySet().stream()
            .filter(id -> isIn(id, Status.STARTING))
            .collect(Collectors.toSet());
      }

      @Override
      public void lose(String drone) {
        tables.requireUp();
        fleet.lose(drone);
      }

      @Override
      public void forgetDone() {
        tables.requireUp();
        orders.entrySet().removeIf(one -> !isOpen(one.getKey()) && one.getValue().isAnswered());
      }
    };
  }

  /// What a drone is to look after.
  List<Duty> duties(String drone) {
    return orders.entrySet().stream()
        .filter(one -> !one.getValue().isAnswered())
        .flatMap(
            one ->
                Optional.ofNullable(tables.rows().executions().get(one.getKey())).stream()
                    .filter(row -> row.dispatcher().equals(drone))
                    .map(row -> duty(row, one.getValue())))
        .toList();
  }

  private static Duty duty(LabExecution row, Order order) {
    return new Duty(
        row.id(),
        row.path(),
        row.isOpen(),
        order.launch.map(Launch::argv).orElse(List.of()),
        order.asked,
        true,
        order.taken,
        order.process);
  }

  /// The drone begins to start it.
  Launch take(ExecutionId execution) {
    Order order = known(execution);
    order.taken = true;
    return order.launch.orElseThrow();
  }

  void runs(ExecutionId execution, ProcessRef process) {
    known(execution).process = Optional.of(process);
    tell(execution);
  }

  void failed(ExecutionId execution, Failure failure) {
    known(execution).failure = Optional.of(failure);
    tell(execution);
  }

  void gone(ExecutionId execution) {
    known(execution).gone = true;
    tell(execution);
  }
}
