using AIOps.Collectors.Identity;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Tests.Identity;

public sealed class EntityRulesTests
{
    [TestCase("service.name=orders;service.namespace=shop;service.instance.id=a1;k8s.pod.name=p", "service:shop/orders@a1")]
    [TestCase("service.name=orders;k8s.pod.name=orders-5d9c7b6f4d-x2x7k", "service:orders@orders-5d9c7b6f4d-x2x7k")]
    [TestCase("service.name=orders;host.name=web-1;process.pid=77", "service:orders@web-1:77")]
    [TestCase("service.name=orders;host.name=web-1", "service:orders@web-1")]
    [TestCase("service.name=orders", "service:orders")]
    [TestCase("k8s.deployment.name=orders;k8s.namespace.name=shop;k8s.pod.name=p", "service:shop/orders@p")]
    [TestCase("k8s.pod.name=orders-5d9c7b6f4d-x2x7k;k8s.namespace.name=shop", "service:shop/orders@orders-5d9c7b6f4d-x2x7k")]
    [TestCase("host.name=web-1;os.type=linux", "host:web-1")]
    [TestCase("", "service:unknown")]
    [TestCase("service.name=a@b", "service:a_b")]
    public void Resource_NamesWorkloadAndMember(string attributes, string expected) =>
        Assert.That(EntityRules.OfResource(Pairs(attributes).ToDictionary()).ToString(), Is.EqualTo(expected));

    [TestCase("orders-5d9c7b6f4d-x2x7k", "orders")]
    [TestCase("my-app-7f8c9d5b6f-bcdfg", "my-app")]
    [TestCase("agent-x2x7k", "agent")]
    [TestCase("db-0", "db")]
    [TestCase("plain", "plain")]
    [TestCase("web-front", "web-front")]
    public void Pod_BelongsToItsWorkload(string pod, string expected) => Assert.That(EntityRules.WorkloadOfPod(pod), Is.EqualTo(expected));

    [TestCase("kube_pod_status_ready", "namespace=shop;pod=orders-5d9c7b6f4d-x2x7k;condition=true", "service:shop/orders@orders-5d9c7b6f4d-x2x7k", "condition")]
    [TestCase("kube_deployment_status_replicas", "namespace=shop;deployment=orders", "service:shop/orders", "")]
    [TestCase("kube_node_status_condition", "node=n1;condition=Ready", "host:n1", "condition")]
    [TestCase("container_cpu_usage_seconds_total", "namespace=shop;pod=db-0;container=postgres", "service:shop/db@db-0", "container")]
    [TestCase("probe_success", "instance=https://shop.example", "endpoint:https://shop.example", "")]
    [TestCase("ifHCInOctets", "instance=10.0.0.1;ifName=ge-0/0/1;ifIndex=7", "device:10.0.0.1@ge-0/0/1", "ifIndex")]
    [TestCase("http_requests", "instance=x;pod=p", "service:exporter", "instance,pod")]
    [TestCase("anything", "k8s.pod.name=db-0;k8s.namespace.name=shop", "service:shop/db@db-0", "")]
    [TestCase("calls", "service.name=orders;status=ok", "service:orders", "status")]
    public void SubjectLabels_WinOverTheExporter(string metric, string labels, string expected, string rest)
    {
        var list = Pairs(labels).ToList();
        var entity = SubjectRules.Find(metric, list, new EntityId("service:exporter"));
        Assert.Multiple(() =>
        {
            Assert.That(entity.ToString(), Is.EqualTo(expected));
            Assert.That(string.Join(',', list.Select(label => label.Key)), Is.EqualTo(rest));
        });
    }

    [Test]
    public void LongNames_AreCutInsideTheContract()
    {
        var entity = EntityRules.OfResource(new Dictionary<string, string> { ["service.name"] = new string('x', 5000), ["service.instance.id"] = new string('y', 5000) });
        Assert.Multiple(() =>
        {
            Assert.That(entity.Workload, Has.Length.LessThanOrEqualTo(256));
            Assert.That(entity.Member, Has.Length.LessThanOrEqualTo(256));
        });
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => KeyValuePair.Create(pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
}
