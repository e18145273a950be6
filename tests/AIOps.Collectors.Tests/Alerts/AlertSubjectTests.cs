using AIOps.Collectors.Alerts;
using AIOps.Contracts.Catalogue;

namespace AIOps.Collectors.Tests.Alerts;

public sealed class AlertSubjectTests
{
    private readonly AlertSubject _subject = new(new Catalogue(
        new ServiceEntry { Workload = "service:shop/orders" },
        new ServiceEntry { Workload = "service:shop/pay", Match = new Dictionary<string, string> { ["app_kubernetes_io_name"] = "payments" } }));

    [TestCase("namespace=shop;pod=orders-5d9c7b6f4d-x2x7k;job=kube-state-metrics;instance=10.0.0.3:8080", "service:shop/orders@orders-5d9c7b6f4d-x2x7k")]
    [TestCase("namespace=shop;deployment=stock;job=kube-state-metrics", "service:shop/stock")]
    [TestCase("service_name=orders", "service:shop/orders")]
    [TestCase("job=orders;instance=10.0.0.3:8080", "service:shop/orders@10.0.0.3:8080")]
    [TestCase("app_kubernetes_io_name=payments;pod=p-0", "service:shop/pay@p-0")]
    [TestCase("node=n1;device=sda;job=node-exporter", "host:n1@sda")]
    [TestCase("instance=web-1:9100", "host:web-1")]
    [TestCase("queue=jobs;job=rabbitmq", "queue:jobs")]
    [TestCase("target=https://shop.example;job=blackbox", "endpoint:https://shop.example")]
    [TestCase("alertname=x", "service:unknown")]
    public void Labels_NameTheSubject(string labels, string expected) =>
        Assert.That(_subject.Find(labels.Split(';').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1])).ToString(), Is.EqualTo(expected));

    [TestCase("orders", "service:shop/orders")]
    [TestCase("shop/orders", "service:shop/orders")]
    [TestCase("service:shop/orders", "service:shop/orders")]
    [TestCase("host:web-1", "host:web-1")]
    [TestCase("nobody", "service:nobody")]
    public void Names_AreCompletedByTheCatalogue(string name, string expected) => Assert.That(_subject.Workload(name), Is.EqualTo(expected));
}
