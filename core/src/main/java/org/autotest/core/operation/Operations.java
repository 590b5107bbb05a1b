package org.autotest.core.operation;

import java.util.List;
import java.util.Optional;

/// Everything that users can do.
public final class Operations {
  public static final Operation AUTH_LOGIN = AuthOperations.LOGIN;
  public static final Operation AUTH_LOGOUT = AuthOperations.LOGOUT;
  public static final Operation AUTH_WHOAMI = AuthOperations.WHOAMI;
  public static final Operation AUTH_PASSWD = AuthOperations.PASSWD;
  public static final Operation AUTH_TOKENS = AuthOperations.TOKENS;
  public static final Operation AUTH_REVOKE = AuthOperations.REVOKE;
  public static final Operation JOB_LIST = JobOperations.LIST;
  public static final Operation JOB_SHOW = JobOperations.SHOW;
  public static final Operation JOB_ENTRIES = JobOperations.ENTRIES;
  public static final Operation JOB_TESTS = JobOperations.TEST_RESULTS;
  public static final Operation JOB_WHY = JobOperations.WHY;
  public static final Operation JOB_PREVIEW = JobOperations.PREVIEW;
  public static final Operation JOB_CREATE = JobOperations.CREATE;
  public static final Operation JOB_CHECK = JobOperations.CHECK;
  public static final Operation JOB_CLONE = JobOperations.CLONE;
  public static final Operation JOB_ABORT = JobOperations.ABORT;
  public static final Operation JOB_EVENTS = EventOperations.OF_JOB;
  public static final Operation RECUR_LIST = RecurringOperations.LIST;
  public static final Operation RECUR_SHOW = RecurringOperations.SHOW;
  public static final Operation RECUR_CREATE = RecurringOperations.CREATE;
  public static final Operation RECUR_MODIFY = RecurringOperations.MODIFY;
  public static final Operation RECUR_DELETE = RecurringOperations.REMOVE;
  public static final Operation HOST_LIST = HostOperations.LIST;
  public static final Operation HOST_SHOW = HostOperations.SHOW;
  public static final Operation HOST_CREATE = HostOperations.CREATE;
  public static final Operation HOST_MODIFY = HostOperations.MODIFY;
  public static final Operation HOST_DELETE = HostOperations.REMOVE;
  public static final Operation HOST_REVERIFY = HostOperations.REVERIFY;
  public static final Operation HOST_REPAIR = HostOperations.REPAIR;
  public static final Operation HOST_HISTORY = HostOperations.HISTORY;
  public static final Operation HOST_EVENTS = EventOperations.OF_HOST;
  public static final Operation HOST_RESERVE = ReservationOperations.RESERVE;
  public static final Operation HOST_RELEASE = ReservationOperations.RELEASE;
  public static final Operation HOST_RESERVATIONS = ReservationOperations.RESERVATIONS;
  public static final Operation RESULTS_LIST = ResultOperations.LIST;
  public static final Operation RESULTS_SHOW = ResultOperations.SHOW;
  public static final Operation RESULTS_LOG = ResultOperations.LOG;
  public static final Operation RESULTS_FILES = ResultOperations.FILES;
  public static final Operation RESULTS_FILE = ResultOperations.FILE_CONTENT;
  public static final Operation TEST_LIST = LabOperations.TESTS;
  public static final Operation LABEL_LIST = LabelOperations.LIST;
  public static final Operation LABEL_CREATE = LabelOperations.CREATE;
  public static final Operation LABEL_MODIFY = LabelOperations.MODIFY;
  public static final Operation LABEL_DELETE = LabelOperations.REMOVE;
  public static final Operation LABEL_ADD = LabelOperations.ADD;
  public static final Operation LABEL_REMOVE = LabelOperations.TAKE_OFF;
  public static final Operation ACL_LIST = AclOperations.LIST;
  public static final Operation ACL_SHOW = AclOperations.SHOW;
  public static final Operation ACL_CREATE = AclOperations.CREATE;
  public static final Operation ACL_MODIFY = AclOperations.MODIFY;
  public static final Operation ACL_DELETE = AclOperations.REMOVE;
  public static final Operation ACL_ADD = AclOperations.ADD;
  public static final Operation ACL_REMOVE = AclOperations.TAKE_OUT;
  public static final Operation ATOMIC_GROUP_LIST = AtomicGroupOperations.LIST;
  public static final Operation ATOMIC_GROUP_CREATE = AtomicGroupOperations.CREATE;
  public static final Operation ATOMIC_GROUP_MODIFY = AtomicGroupOperations.MODIFY;
  public static final Operation ATOMIC_GROUP_DELETE = AtomicGroupOperations.REMOVE;
  public static final Operation DRONE_LIST = DroneOperations.LIST;
  public static final Operation DRONE_SHOW = DroneOperations.SHOW;
  public static final Operation DRONE_DRAIN = DroneOperations.DRAIN;
  public static final Operation DRONE_UNDRAIN = DroneOperations.UNDRAIN;
  public static final Operation DRONE_LOST = DroneOperations.LOST;
  public static final Operation DRONE_MODIFY = DroneOperations.MODIFY;
  public static final Operation DRONE_DELETE = DroneOperations.REMOVE;
  public static final Operation DRONE_SET_LIST = DroneOperations.SET_LIST;
  public static final Operation DRONE_SET_CREATE = DroneOperations.SET_CREATE;
  public static final Operation DRONE_SET_MODIFY = DroneOperations.SET_MODIFY;
  public static final Operation DRONE_SET_DELETE = DroneOperations.SET_REMOVE;
  public static final Operation USER_LIST = UserOperations.LIST;
  public static final Operation USER_SHOW = UserOperations.SHOW;
  public static final Operation USER_MODIFY = UserOperations.MODIFY;
  public static final Operation USER_DELETE = UserOperations.REMOVE;
  public static final Operation SERVER_STATUS = LabOperations.STATUS;
  public static final Operation SERVER_ROUNDS = LabOperations.ROUNDS;

  /// In the order of documents and help texts.
  public static final List<Operation> ALL =
      List.of(
          AUTH_LOGIN,
          AUTH_LOGOUT,
          AUTH_WHOAMI,
          AUTH_PASSWD,
          AUTH_TOKENS,
          AUTH_REVOKE,
          JOB_LIST,
          JOB_SHOW,
          JOB_ENTRIES,
          JOB_TESTS,
          JOB_WHY,
          JOB_PREVIEW,
          JOB_CREATE,
          JOB_CHECK,
          JOB_CLONE,
          JOB_ABORT,
          JOB_EVENTS,
          RECUR_LIST,
          RECUR_SHOW,
          RECUR_CREATE,
          RECUR_MODIFY,
          RECUR_DELETE,
          HOST_LIST,
          HOST_SHOW,
          HOST_CREATE,
          HOST_MODIFY,
          HOST_DELETE,
          HOST_REVERIFY,
          HOST_REPAIR,
          HOST_HISTORY,
          HOST_EVENTS,
          HOST_RESERVE,
          HOST_RELEASE,
          HOST_RESERVATIONS,
          RESULTS_LIST,
          RESULTS_SHOW,
          RESULTS_LOG,
          RESULTS_FILES,
          RESULTS_FILE,
          TEST_LIST,
          LABEL_LIST,
          LABEL_CREATE,
          LABEL_MODIFY,
          LABEL_DELETE,
          LABEL_ADD,
          LABEL_REMOVE,
          ACL_LIST,
          ACL_SHOW,
          ACL_CREATE,
          ACL_MODIFY,
          ACL_DELETE,
          ACL_ADD,
          ACL_REMOVE,
          ATOMIC_GROUP_LIST,
          ATOMIC_GROUP_CREATE,
          ATOMIC_GROUP_MODIFY,
          ATOMIC_GROUP_DELETE,
          DRONE_LIST,
          DRONE_SHOW,
          DRONE_DRAIN,
          DRONE_UNDRAIN,
          DRONE_LOST,
          DRONE_MODIFY,
          DRONE_DELETE,
          DRONE_SET_LIST,
          DRONE_SET_CREATE,
          DRONE_SET_MODIFY,
          DRONE_SET_DELETE,
          USER_LIST,
          USER_SHOW,
          USER_MODIFY,
          USER_DELETE,
          SERVER_STATUS,
          SERVER_ROUNDS);

  private Operations() {}

  /// Empty when there is none of that name.
  public static Optional<Operation> named(String name) {
    return ALL.stream().filter(operation -> operation.name().equals(name)).findFirst();
  }
}
