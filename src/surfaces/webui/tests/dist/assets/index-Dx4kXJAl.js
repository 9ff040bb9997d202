console.log("fixture");
console.log("fixture");
console.log("fixture");
console.log("fixture");
console.log("fixture");
console.log("fixture");
console.log("fixture");
console.log("fixture");
