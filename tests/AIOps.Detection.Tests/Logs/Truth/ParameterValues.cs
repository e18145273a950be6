using System.Globalization;

namespace AIOps.Detection.Tests.Logs.Truth;

/// <summary>Realistic values of parameters: names from skewed pools, numbers, addresses, paths, lists.</summary>
internal sealed class ParameterValues(Random random)
{
    private static readonly string[] _users = Words("alice bob carol dave erin frank grace heidi ivan judy karl laura mallory niaj olivia peggy quentin rupert sybil trent ursula victor wendy xavier yvonne zoe root admin backup deploy jenkins nagios anna ben clara tim svc-report svc-mail");
    private static readonly string[] _words = Words("alpha bravo cedar delta ember falcon garnet harbor indigo jasper kestrel lumen maple nectar opal pepper quartz raven saffron tundra umber violet willow yarrow zephyr books toys garden shoes music billing ledger search cart");
    private static readonly string[] _hosts = Words("web-1 web-2 db-1.internal db-2.internal cache7 gateway mail.example.org build-03.lab edge-fra-2 printer ns1.example.net api.shop.example node-17 node-18 node-19 files");
    private static readonly string[] _classes = Words("com.acme.shop.OrderService com.acme.shop.CartController com.acme.pay.PaymentClient org.sample.net.ChannelPool org.sample.store.RegionServer io.demo.queue.Listener io.demo.queue.RetryPolicy com.acme.mail.Sender com.acme.search.Indexer Shop.Orders.OrdersController Shop.Web.CheckoutPage");
    private static readonly string[] _queues = Words("orders payments invoices shipments returns emails audit metrics clicks signups");
    private static readonly string[] _tables = Words("customers orders order_items products stock suppliers invoices payments carts sessions addresses reviews");
    private static readonly string[] _jobs = Words("nightly-report cleanup-sessions rebuild-index sync-prices send-reminders rotate-keys archive-orders warm-cache");
    private static readonly string[] _keys = Words("session:77a1 user.theme cart.size app.pool.max server.port retry.limit 0HMV3K8Q2L 0HMV3K9P7T spring.mail.host");
    private static readonly string[] _comm = Words("java postgres nginx python3 mysqld chrome sshd containerd kworker/0:1 node");
    private static readonly string[] _units = Words("nginx.service cron.service ssh.service docker.service postgresql.service backup.timer app@1.service user@1000.service");
    private static readonly string[] _descriptions = ["Network Manager", "Daily cleanup of temporary files", "OpenSSH server", "Web frontend", "Message of the day", "System logging", "Print spooler", "Multi-User System", "Local file systems", "Bluetooth"];
    private static readonly string[] _paths = Words("/var/lib/app/data /etc/app/app.yaml /srv/www/index.html /home/carol/report.pdf /tmp/upload /var/log/app.log /opt/tool/bin/run /usr/sbin/logrotate /api/v1/orders /api/v1/users/42 /health /static/site.css /mnt/backup");

    public string Next(string kind) => kind switch
    {
        "number" => Number(),
        "negative" => "-" + random.Next(1, 130),
        "numbers" => string.Join(", ", Enumerable.Range(0, random.Next(1, 6)).Select(_ => Number())),
        "float" => (random.NextDouble() * Math.Pow(10, random.Next(0, 4))).ToString("0.0##", CultureInfo.InvariantCulture),
        "duration" => random.Next(4) switch { 0 => $"{random.Next(1, 900)}ms", 1 => $"{random.Next(1, 60)}.{random.Next(0, 10)}s", 2 => $"{random.Next(1, 9)}m{random.Next(0, 60)}s", _ => $"{random.Next(100, 999)}.{random.Next(0, 999)}µs" },
        "clock" => $"{random.Next(0, 3)}:{random.Next(0, 60):00}:{random.Next(0, 60):00}.{random.Next(0, 1000):000}",
        "date" => $"{random.Next(2024, 2027)}-{random.Next(1, 13):00}-{random.Next(1, 29):00} {random.Next(0, 24):00}:{random.Next(0, 60):00}:{random.Next(0, 60):00} UTC",
        "clf" => $"{random.Next(1, 29):00}/{Pick(Words("Jan Feb Mar Apr May Jun"))}/2026:{random.Next(0, 24):00}:{random.Next(0, 60):00}:{random.Next(0, 60):00} +0000",
        "size" => $"{random.Next(1, 900)}.{random.Next(0, 10)} {Pick(Words("B KB MB GB"))}",
        "user" => Skewed(_users),
        "users" => string.Join(", ", Enumerable.Range(0, random.Next(1, 5)).Select(_ => Skewed(_users))),
        "word" or "db" or "agent" => Skewed(_words),
        "words" => string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Skewed(_words))),
        "host" => Skewed(_hosts),
        "cls" => Skewed(_classes),
        "method" => Pick(Words("Get List Create Update Delete Search Checkout Confirm")),
        "thread" => Pick(Words("main pool-1-thread-3 pool-1-thread-7 http-nio-8080-exec-2 scheduler-1 consumer-4")),
        "queue" => Skewed(_queues),
        "table" => Skewed(_tables),
        "col" => Pick(Words("id name customer_id created_at status price sku email")),
        "job" => Skewed(_jobs),
        "key" or "param" => Skewed(_keys),
        "state" => Pick(Words("Pending Ready Failed Healthy Degraded Shipped Paid")),
        "result" => Pick(Words("allowed denied failed")),
        "action" => Pick(Words("read write delete login export approve rename")),
        "res" => Pick(Words("invoice/77 order/12 report/3 customer/900 settings")),
        "perm" => Pick(Words("orders.read orders.write users.admin billing.view reports.export")),
        "role" => Pick(Words("viewer editor owner auditor support billing")),
        "provider" => Pick(Words("PayFast Klarna2 Stripely Adyent Mollix BankLink Wirely")),
        "flag" => Pick(Words("NewCheckout DarkMode FastSearch BulkImport BetaPricing LazyLoading")),
        "check" => Pick(Words("database redis disk broker mail storage license")),
        "env" => Pick(Words("Production Staging Development")),
        "locale" => Pick(Words("de-DE en-US fr-FR pt-BR ja-JP nb-NO")),
        "colour" => Pick(Words("green yellow red")),
        "level" => Pick(Words("debug info warn error")),
        "gc" => Pick(["young", "mixed", "G1 Evacuation Pause", "System.gc()"]),
        "source" => Pick(Words("environment application.yml vault defaults")),
        "cause" => Pick(["time", "wal", "immediate force wait", "shutdown immediate"]),
        "lock" => Pick(Words("ShareLock ExclusiveLock AccessShareLock RowExclusiveLock")),
        "verb" => Pick(Words("GET GET GET POST PUT DELETE PATCH")),
        "signal" => Pick(Words("SIGHUP SIGTERM SIGQUIT SIGCHLD")),
        "driver" => Pick(Words("xhci_hcd ehci-pci dwc2 uhci_hcd")),
        "op" => Pick(Words("open exec mknod ptrace capable")),
        "mime" => Pick(Words("application/json text/html text/css image/png")),
        "bool" => Pick(Words("true false")),
        "comm" => Skewed(_comm),
        "unit" => Skewed(_units),
        "unitdesc" => Skewed(_descriptions),
        "path" => random.Next(2) == 0 ? Pick(_paths) : $"{Pick(_paths)}/{random.Next(1, 9999)}",
        "url" => $"http://{Pick(_hosts)}:{random.Next(80, 9999)}{Pick(_paths)}",
        "email" => $"{Pick(_users)}@example.{Pick(Words("org com net"))}",
        "ip" => Ip(),
        "cidr" => $"10.{random.Next(256)}.0.0/16",
        "ipport" => $"{Ip()}:{random.Next(1024, 65535)}",
        "hostport" => $"{Skewed(_hosts)}:{random.Next(80, 9999)}",
        "mac" => string.Join(':', Enumerable.Range(0, 6).Select(_ => random.Next(256).ToString("x2", CultureInfo.InvariantCulture))),
        "uuid" => $"{Hex(8)}-{Hex(4)}-{Hex(4)}-{Hex(4)}-{Hex(12)}",
        "hex" => "0x" + Hex(random.Next(6, 13)),
        "hexshort" => Hex(7) + random.Next(10),
        "hexlong" => Hex(31) + random.Next(10),
        "ulid" => "01J" + Hex(22).ToUpperInvariant() + random.Next(10),
        "lsn" => $"{random.Next(1, 9)}/{Hex(6).ToUpperInvariant()}{random.Next(10)}",
        "fingerprint" => "SHA256:" + Hex(20) + random.Next(10),
        "queueid" => Hex(9).ToUpperInvariant() + random.Next(10),
        "version" => $"{random.Next(1, 5)}.{random.Next(0, 20)}.{random.Next(0, 9)}",
        "package" => Pick(Words("libssl3 curl nginx-common python3-yaml openssh-server tzdata vim git")),
        "image" => $"registry.example.org/{Pick(_words)}:{random.Next(1, 9)}.{random.Next(0, 9)}",
        "volume" => $"pvc-{Hex(8)}-{Hex(4)}",
        "pod" => $"{Pick(_words)}-{Hex(8)}{random.Next(10)}-x{Hex(3)}{random.Next(10)}",
        "taskid" => $"task_{random.Next(100, 999)}_{random.Next(1, 99):0000}",
        "block" => $"rdd_{random.Next(1, 99)}_{random.Next(1, 9)}",
        "gofile" => $"/src/{Pick(_words)}/server.go",
        "constraint" => $"{Pick(_tables)}_pkey",
        "iface" => Pick(Words("eth0 eth1 wlan0 enp3s0 docker0 veth4a1c br-77")),
        "disk" => Pick(Words("sda sdb1 sdc nvme0n1 dm-3 vda1 sdd2")),
        "usb" => $"{random.Next(1, 4)}-{random.Next(1, 9)}.{random.Next(1, 5)}",
        "pci" => $"0000:{random.Next(0, 99):00}:{random.Next(0, 32):x2}.{random.Next(0, 8)}",
        "md" => $"md{random.Next(0, 9)}",
        "nvme" => $"nvme{random.Next(0, 4)}",
        "lib" => $"lib{Pick(Words("c ssl crypto m"))}-2.31.so[7f{Hex(10)}+{Hex(5)}]",
        "tty" => Pick(Words("pts/0 pts/1 tty1 unknown")),
        "params" => $"@p0='{Pick(_words)}' (Size = {random.Next(10, 99)})",
        _ => throw new ArgumentException($"no values for parameter {kind}", nameof(kind)),
    };

    private static string[] Words(string words) => words.Split(' ');

    private string Number() => random.Next((int)Math.Pow(10, random.Next(1, 7))).ToString(CultureInfo.InvariantCulture);

    private string Ip() => $"{random.Next(1, 224)}.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}";

    private string Hex(int digits) => string.Concat(Enumerable.Range(0, digits).Select(_ => random.Next(16).ToString("x", CultureInfo.InvariantCulture)));

    private string Pick(string[] pool) => pool[random.Next(pool.Length)];

    // some values come far more often than others
    private string Skewed(string[] pool) => pool[(int)(Math.Pow(random.NextDouble(), 2) * pool.Length)];
}
