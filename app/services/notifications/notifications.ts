import { notificationQueue, Notifications } from '../../../notifications/notifications.ts';
import type { NotificationDeps } from '../../../notifications/notifications.ts';
import type { MessageBus } from '../../../engine/reactions/message-bus.ts';

/** To be called before anything is published, or messages would be lost for a queue that is not there yet. */
export function declareNotificationQueue(bus: MessageBus): Promise<void> {
  return bus.declare(notificationQueue);
}

/** Starts to turn messages into mails. `close()` takes no more of them and awaits those under way. */
export async function startNotifications(ports: NotificationDeps): Promise<Notifications> {
  const notifications = new Notifications(ports);
  await notifications.start();
  return notifications;
}
